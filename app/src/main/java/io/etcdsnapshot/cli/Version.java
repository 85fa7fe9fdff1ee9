package io.etcdsnapshot.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the program's version, from the jar it runs from. */
final class Version implements IVersionProvider {
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Returns the program's name and version, as manifests have it. */
    static String tool() {
        return "etcd-snapshot " + number();
    }

    @Override
    public String[] getVersion() {
        return new String[] {tool()};
    }
}
