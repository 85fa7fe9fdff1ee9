package io.etcdsnapshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.kubernetes.Vectors;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.KubernetesSources;
import io.etcdsnapshot.testing.TarGz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A real etcd with what API servers store: values that Kubernetes' own code made as protobuf and encrypted, others as JSON,
 * and those of OpenShift's servers, whose keys are a Secret of their own.
 */
public final class ObjectsOfACluster implements AutoCloseable {
    /** Kind, and where it lies: of Kubernetes' vectors. */
    static final Map<String, String> VECTORS = Map.of(
            "core.v1.ConfigMap", "configmaps/namespaceValue/nameValue",
            "core.v1.Service", "services/specs/namespaceValue/nameValue",
            "core.v1.Pod", "pods/namespaceValue/nameValue",
            "core.v1.Node", "minions/nameValue",
            "apps.v1.Deployment", "deployments/namespaceValue/nameValue",
            "batch.v1.CronJob", "cronjobs/namespaceValue/nameValue",
            "rbac.authorization.k8s.io.v1.ClusterRole", "clusterroles/nameValue");

    static final String ROOT = "/kubernetes.io/";
    private static final byte[] ROUTE_KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final byte[] CIRCUMSTANCES = "sixteen bytes iv".getBytes(UTF_8);

    private final EtcdServer etcd;
    private final Path location;
    private final List<Vectors.Vector> secrets;
    private byte[] kubeResources;

    private ObjectsOfACluster(EtcdServer etcd, Path location, List<Vectors.Vector> secrets) {
        this.etcd = etcd;
        this.location = location;
        this.secrets = secrets;
        this.kubeResources = kubeResources(secrets);
    }

    public static ObjectsOfACluster start(Path parent) throws Exception {
        List<Vectors.Vector> secrets = Vectors.of("encrypt", 3);
        EtcdServer etcd = EtcdServer.version35(parent);
        ObjectsOfACluster cluster = new ObjectsOfACluster(etcd, Files.createTempDirectory(parent, "location"), secrets);
        Path testdata = KubernetesSources.testdata().resolve("HEAD");
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> vector : VECTORS.entrySet()) {
            values.put(ROOT + vector.getValue(), Files.readAllBytes(testdata.resolve(vector.getKey() + ".pb")));
        }
        secrets.forEach(secret -> values.put(secret.text("etcdKey"), secret.bytes("stored")));
        values.put(
                ROOT + "secrets/openshift-apiserver/encryption-config-3",
                json(
                        """
                        {'kind': 'Secret', 'apiVersion': 'v1', 'data': {'encryption-config': '%s'},
                         'metadata': {'name': 'encryption-config-3', 'namespace': 'openshift-apiserver'}}"""
                                .formatted(base64(configuration("aescbc", "1", ROUTE_KEY)))));
        values.put(
                "/openshift.io/routes/shop/web",
                encrypted(
                        json(
                                """
                                {'kind': 'Route', 'apiVersion': 'route.openshift.io/v1', 'spec': {'host': 'web.example.com'},
                                 'metadata': {'name': 'web', 'namespace': 'shop', 'uid': 'r-1'}}"""),
                        ROUTE_KEY));
        values.put(
                ROOT + "apiextensions.k8s.io/customresourcedefinitions/widgets.example.com",
                json(
                        """
                        {'kind': 'CustomResourceDefinition', 'apiVersion': 'apiextensions.k8s.io/v1',
                         'metadata': {'name': 'widgets.example.com'},
                         'spec': {'group': 'example.com', 'scope': 'Namespaced', 'names':
                           {'kind': 'Widget', 'plural': 'widgets', 'singular': 'widget', 'shortNames': ['wd'],
                            'categories': ['all']}}}"""));
        values.put(
                ROOT + "example.com/widgets/shop/gear",
                json(
                        """
                        {'kind': 'Widget', 'apiVersion': 'example.com/v1', 'spec': {'teeth': 12},
                         'metadata': {'name': 'gear', 'namespace': 'shop', 'labels': {'app': 'web'}}}"""));
        values.put(ROOT + "secrets/vault/sealed", "k8s:enc:kms:v2:vault:\u0001\u0002".getBytes(UTF_8));
        values.put(ROOT + "configmaps/shop/settings", configMap("settings", "red", "2026-11-20T08:00:00Z", "oc"));
        values.put(ROOT + "configmaps/shop/other", configMap("other", "grey", "2026-11-20T08:00:00Z", "oc"));
        values.put("compact_rev_key", "12".getBytes(UTF_8));
        etcd.write(values);
        return cluster;
    }

    public EtcdServer etcd() {
        return etcd;
    }

    public Path location() {
        return location;
    }

    /** The encrypted Secrets, of several under one key the one that is there. */
    List<Vectors.Vector> secrets() {
        Map<String, Vectors.Vector> last = new LinkedHashMap<>();
        secrets.forEach(secret -> last.put(secret.text("etcdKey"), secret));
        return List.copyOf(last.values());
    }

    /** Puts one object; null deletes it. */
    public void write(String key, byte[] value) throws Exception {
        Map<String, byte[]> one = new LinkedHashMap<>();
        one.put(ROOT + key, value);
        etcd.write(one);
    }

    public static byte[] configMap(String name, String color, String changed, String manager) {
        return json(
                """
                {'kind': 'ConfigMap', 'apiVersion': 'v1', 'data': {'color': '%2$s'},
                 'metadata': {'name': '%1$s', 'namespace': 'shop', 'uid': 'u-%1$s', 'labels': {'app': 'web'},
                   'creationTimestamp': '2026-11-20T08:00:00Z',
                   'managedFields': [{'manager': '%4$s', 'operation': 'Update', 'time': '%3$s'}]}}"""
                        .formatted(name, color, changed, manager));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    /** Saves a pair of files directly into the location. */
    public Path save(String id) throws Exception {
        Files.write(location.resolve("static_kuberesources_%s.tar.gz".formatted(id)), kubeResources);
        return etcd.save(location.resolve("snapshot_%s.db".formatted(id)));
    }

    /** From now on sets are without keys. */
    void forgetKeys() {
        kubeResources = kubeResources(List.of());
    }

    private static byte[] kubeResources(List<Vectors.Vector> secrets) {
        TarGz archive = TarGz.kubeResources();
        if (!secrets.isEmpty()) {
            archive.entry(
                    "static-pod-resources/kube-apiserver-pod-7/secrets/encryption-config/encryption-config",
                    configuration(secrets));
        }
        return TarGz.gzip(archive.ended());
    }

    static String configuration(List<Vectors.Vector> secrets) {
        StringBuilder providers = new StringBuilder();
        secrets.forEach(secret ->
                providers.append(provider(secret.text("provider"), secret.text("key"), secret.bytes("secret"))));
        return whole(providers.append("{'identity': {}}").toString());
    }

    private static String configuration(String provider, String key, byte[] secret) {
        return whole(provider(provider, key, secret) + "{'identity': {}}");
    }

    private static String whole(String providers) {
        return "{'kind': 'EncryptionConfiguration', 'resources': [{'resources': ['secrets'], 'providers': [%s]}]}"
                .formatted(providers)
                .replace('\'', '"');
    }

    private static String provider(String provider, String key, byte[] secret) {
        return "{'%s': {'keys': [{'name': '%s', 'secret': '%s'}]}},"
                .formatted(provider, key, Base64.getEncoder().encodeToString(secret));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** As aescbc does it. */
    private static byte[] encrypted(byte[] plain, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(CIRCUMSTANCES));
        byte[] label = "k8s:enc:aescbc:v1:1:".getBytes(UTF_8);
        byte[] text = cipher.doFinal(plain);
        byte[] value = Arrays.copyOf(label, label.length + CIRCUMSTANCES.length + text.length);
        System.arraycopy(CIRCUMSTANCES, 0, value, label.length, CIRCUMSTANCES.length);
        System.arraycopy(text, 0, value, label.length + CIRCUMSTANCES.length, text.length);
        return value;
    }

    @Override
    public void close() throws Exception {
        etcd.close();
    }
}
