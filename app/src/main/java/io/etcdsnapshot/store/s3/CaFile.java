package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificates of one file, and no others. */
final class CaFile {
    private CaFile() {}

    /**
     * @param file certificates in PEM
     * @throws Failure wrong usage, if there are none
     */
    static SSLContext trusting(Path file) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate : read(file)) {
                trusted.setCertificateEntry(String.valueOf(trusted.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't do TLS", e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read the CA file %s: %s".formatted(file, Reason.of(e)));
        } catch (CertificateException e) {
            throw Failure.wrongUsage("there is no certificate in the CA file " + file);
        }
        if (certificates.isEmpty()) {
            throw Failure.wrongUsage("there is no certificate in the CA file " + file);
        }
        return certificates;
    }
}
