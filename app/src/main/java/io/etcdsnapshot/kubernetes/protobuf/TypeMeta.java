package io.etcdsnapshot.kubernetes.protobuf;

/**
 * Names a kind in one of its versions.
 *
 * @param apiVersion {@code v1} or {@code apps/v1}
 */
public record TypeMeta(String apiVersion, String kind) {
    public static final TypeMeta UNKNOWN = new TypeMeta("", "");
}
