package io.etcdsnapshot.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Opens text files that are part of the program. */
public final class BundledText {
    private BundledText() {}

    /** @param beside a class in the package of the file */
    public static BufferedReader open(Class<?> beside, String name) throws IOException {
        InputStream in = beside.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("the program's file is incomplete: no " + name);
        }
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
}
