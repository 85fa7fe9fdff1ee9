package io.etcdsnapshot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that the build gives the program. */
public final class ProjectVersion {
    private static final Pattern REVISION = Pattern.compile("<revision>(.+)</revision>");

    private ProjectVersion() {}

    /** Returns it as it stands in the root pom.xml. */
    public static String current() {
        try {
            Matcher revision =
                    REVISION.matcher(Files.readString(RealThings.projectRoot().resolve("pom.xml")));
            if (!revision.find()) {
                throw new AssertionError("pom.xml has no <revision>");
            }
            return revision.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
