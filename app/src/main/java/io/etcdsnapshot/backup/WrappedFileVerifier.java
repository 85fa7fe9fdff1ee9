package io.etcdsnapshot.backup;

import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.etcd.Finding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Verifies a compressed or encrypted file as far as it can be told without opening it: bytes, header, exact length. */
final class WrappedFileVerifier {
    /** The name of the finding that says how far verification went. */
    static final String CHECK = "stored";

    /** @param file as it was read */
    record Outcome(SetFile file, List<Finding> findings) {}

    private WrappedFileVerifier() {}

    /**
     * @param expected what the manifest says of the file
     * @throws IOException if {@code in} can't be read
     */
    static Outcome verify(SetFile expected, InputStream in) throws IOException {
        List<Finding> findings = new ArrayList<>();
        CountingDigest digest = new CountingDigest(new BufferedInputStream(in));
        AgeHeader header = null;
        if (expected.recipients() != null) {
            try {
                header = AgeHeader.read(digest);
                findings.add(checkHeader(expected, header));
            } catch (UnsealException e) {
                findings.add(Finding.failed(expected.name(), "header", e.getMessage()));
            }
        }
        digest.transferTo(OutputStream.nullOutputStream());
        if (header != null) {
            findings.add(checkLength(expected, header, digest.bytes()));
        }
        if (expected.sha256() == null) {
            String detail = "nothing beside it says what it holds, which takes an identity to verify (--age-identity)";
            findings.add(Finding.warning(expected.name(), CHECK, detail));
            return outcome(expected, digest, findings);
        }
        findings.add(Finding.passed(
                expected.name(),
                CHECK,
                header == null
                        ? "verified as it is stored, without looking into it"
                        : "verified as it is stored; what it holds takes an identity to verify (--age-identity)"));
        return outcome(expected, digest, findings);
    }

    private static Outcome outcome(SetFile expected, CountingDigest digest, List<Finding> findings) {
        return new Outcome(
                new SetFile(expected.name(), expected.role(), digest.bytes(), digest.sha256()), List.copyOf(findings));
    }

    private static Finding checkHeader(SetFile expected, AgeHeader header) {
        int recipients =
                expected.recipients() == null ? 0 : expected.recipients().size();
        int stanzas = header.types().size();
        return recipients == 0 || recipients == stanzas || expected.sha256() == null
                ? Finding.passed(expected.name(), "header", "an age file for %d recipients".formatted(stanzas))
                : Finding.failed(
                        expected.name(),
                        "header",
                        "an age file for %d recipients, the manifest says %d".formatted(stanzas, recipients));
    }

    private static Finding checkLength(SetFile expected, AgeHeader header, long bytes) {
        Long plainSize = expected.plainSize();
        if (expected.compression() != null || plainSize == null) {
            return header.isPossibleFileSize(bytes)
                    ? Finding.passed(expected.name(), "length", "whole chunks")
                    : Finding.failed(expected.name(), "length", "%,d bytes are no whole age file".formatted(bytes));
        }
        long exact = header.fileSize(plainSize);
        return exact == bytes
                ? Finding.passed(expected.name(), "length", "exactly that of %,d encrypted bytes".formatted(plainSize))
                : Finding.failed(
                        expected.name(),
                        "length",
                        "%,d bytes, but %,d encrypted bytes are %,d".formatted(bytes, plainSize, exact));
    }
}
