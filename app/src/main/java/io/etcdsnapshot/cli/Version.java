package io.etcdsnapshot.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, from the jar it runs from. */
final class Version implements IVersionProvider {
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** As manifests name the program. */
    static String tool() {
        return "etcd-snapshot " + number();
    }

    @Override
    public String[] getVersion() {
        return new String[] {tool()};
    }
}
