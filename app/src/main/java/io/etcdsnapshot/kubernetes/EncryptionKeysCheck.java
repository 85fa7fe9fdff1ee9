package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.StoredValue;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.PlainTree;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import io.etcdsnapshot.kubernetes.encryption.EncryptionConfiguration;
import io.etcdsnapshot.kubernetes.encryption.EncryptionKey;
import io.etcdsnapshot.kubernetes.encryption.EncryptionLabel;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Tries the keys that a set carries on the values that its snapshot holds. */
public final class EncryptionKeysCheck implements EncryptionCheck {
    private final Function<String, Object> yaml;

    /** @param yaml reads YAML, and JSON with it, as maps, lists and scalars; fails with IllegalArgumentException */
    public EncryptionKeysCheck(Function<String, Object> yaml) {
        this.yaml = yaml;
    }

    @Override
    public List<Finding> check(Evidence evidence) {
        String archive = evidence.kubeResourcesFile();
        if (archive == null) {
            return List.of(); // the keys are kept elsewhere
        }
        byte[] configuration = evidence.configuration();
        List<Finding> findings = new ArrayList<>();
        ApiServerKeys keys = ApiServerKeys.NONE;
        try {
            if (configuration != null) {
                keys = new ApiServerKeys(new Keyring(parse(configuration).keys()), Keyring.EMPTY);
            }
        } catch (IllegalArgumentException e) {
            findings.add(Finding.failed(archive, NAME, "cannot read the encryption configuration: " + e.getMessage()));
        }
        for (StoredValue secret : evidence.serverKeys()) {
            keys = keys.withOpenshift(serverKeys(secret, keys, archive, findings));
        }
        for (Map.Entry<EncryptedUse, List<StoredValue>> use : evidence.used().entrySet()) {
            boolean elsewhere = evidence.snapshotFile() == null && isOpenShifts(use.getKey());
            if (!elsewhere) {
                findings.add(judge(use.getKey(), use.getValue(), keys, archive));
            }
        }
        return findings;
    }

    /** Reads an {@code EncryptionConfiguration}, JSON as OpenShift has it, or YAML. */
    public EncryptionConfiguration parse(byte[] text) {
        if (PlainTree.of(yaml.apply(new String(text, UTF_8))) instanceof JsonObject tree) {
            return EncryptionConfiguration.parse(tree);
        }
        throw new IllegalArgumentException("not an EncryptionConfiguration");
    }

    /** The keys of OpenShift's further API servers are Secrets, themselves encrypted with kube-apiserver's. */
    private static List<EncryptionKey> serverKeys(
            StoredValue secret, ApiServerKeys keys, String archive, List<Finding> findings) {
        String etcdKey = new String(secret.etcdKey(), UTF_8);
        try {
            Optional<ResourceKey> address = ResourceKey.parse(etcdKey, KindCatalog.builtIn());
            if (address.isEmpty()) {
                return List.of();
            }
            StoredObject read = new ObjectReader(keys).read(address.get(), secret.etcdKey(), secret.value(), 0);
            return EncryptionSecrets.read(read.object()).keys();
        } catch (DecryptionException | DocumentException | IllegalArgumentException e) {
            findings.add(Finding.failed(
                    archive, NAME, "cannot read the keys in the Secret %s: %s".formatted(etcdKey, e.getMessage())));
            return List.of();
        }
    }

    private static Finding judge(EncryptedUse use, List<StoredValue> values, ApiServerKeys keys, String archive) {
        EncryptionLabel label = new EncryptionLabel(use.provider(), use.version(), use.key());
        if (label.isKms()) {
            return Finding.warning(
                    archive, NAME, "%s: a restore needs %s to read them".formatted(use.resource(), label));
        }
        Keyring ring = isOpenShifts(use) ? keys.openshift() : keys.kubernetes();
        if (!ring.holds(label)) {
            return Finding.failed(
                    archive, NAME, "%s: no %s in the set, nobody can read them".formatted(use.resource(), label));
        }
        DecryptionException failure = null;
        for (StoredValue value : values) {
            try {
                ring.decrypt(value.etcdKey(), value.value());
                return Finding.passed(archive, NAME, "%s: %s opens them".formatted(use.resource(), label));
            } catch (DecryptionException e) {
                failure = e;
            }
        }
        if (failure == null) {
            return Finding.passed(archive, NAME, "%s: %s is there".formatted(use.resource(), label));
        }
        return failure.reason() == Reason.WRONG_KEY
                ? Finding.failed(archive, NAME, "%s: the %s in the set is another one".formatted(use.resource(), label))
                : Finding.failed(archive, NAME, "%s: %s".formatted(use.resource(), failure.getMessage()));
    }

    private static boolean isOpenShifts(EncryptedUse use) {
        return use.resource().startsWith("/openshift.io/");
    }
}
