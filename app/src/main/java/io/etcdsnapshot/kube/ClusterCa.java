package io.etcdsnapshot.kube;

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

/** Trusts the certificates that a cluster's own CA signed, and no others. */
final class ClusterCa {
    private ClusterCa() {}

    /** @param file of certificates in PEM */
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
            throw Failure.failed("can't read the cluster's CA %s: %s".formatted(file, Reason.of(e)), e)
                    .hint("the pod needs automountServiceAccountToken: true");
        } catch (CertificateException e) {
            throw Failure.failed("there is no certificate in the cluster's CA " + file, e);
        }
        if (certificates.isEmpty()) {
            throw Failure.failed("there is no certificate in the cluster's CA " + file);
        }
        return certificates;
    }
}
