package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Compresses and encrypts the files of a set where it is built. Each is read back before its plain file is deleted, and
 * nobody else sees either before the set is published.
 */
final class SetWrapper {
    private static final int BUFFER_BYTES = 1 << 20;

    private final StoredForm form;
    private final StagingDirectory staging;

    SetWrapper(StoredForm form, StagingDirectory staging) {
        this.form = form;
        this.staging = staging;
    }

    /**
     * @param plain of the files that lie there
     * @param json the same as it would be written
     * @return the manifest of the files that lie there then
     * @throws Failure not whole, if a file is not what was verified, or was not written as it should be
     */
    Manifest wrap(Manifest plain, String json) throws IOException, InterruptedException {
        List<SetFile> stored = new ArrayList<>();
        for (SetFile file : plain.files()) {
            stored.add(wrap(file));
        }
        return form.manifest(plain, json, stored);
    }

    private SetFile wrap(SetFile plain) throws IOException, InterruptedException {
        MessageDigest read = Sha256.start();
        MessageDigest written = Sha256.start();
        String name = plain.name() + form.wrapping().suffix();
        try (InputStream in = new DigestInputStream(staging.open(plain.name()), read);
                OutputStream out = form.wrap(new BufferedOutputStream(
                        new DigestOutputStream(staging.create(name), written), BUFFER_BYTES))) {
            copy(in, out);
        }
        if (!Sha256.hex(read.digest()).equals(plain.sha256())) {
            throw Failure.notWhole("%s is not what was verified".formatted(plain.name()));
        }
        SetFile stored = form.stored(plain, staging.size(name), Sha256.hex(written.digest()));
        requireWritten(stored);
        staging.delete(plain.name());
        return stored;
    }

    private static void copy(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a set was encrypted");
            }
            out.write(buffer, 0, count);
        }
    }

    private void requireWritten(SetFile stored) throws IOException {
        try (InputStream in = staging.open(stored.name())) {
            WrappedFileVerifier.Outcome there = WrappedFileVerifier.verify(stored, in);
            boolean ok = there.findings().stream().allMatch(Finding::ok);
            if (!ok || !String.valueOf(stored.sha256()).equals(there.file().sha256())) {
                throw Failure.notWhole("%s is not what was written".formatted(stored.name()));
            }
        }
    }
}
