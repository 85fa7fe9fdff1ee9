package io.etcdsnapshot.crypto.ssh;

import io.etcdsnapshot.crypto.SignatureCheck;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Those who may sign, as the file of {@code ssh-keygen -Y verify -f} names them. Source: ssh-keygen(1), ALLOWED SIGNERS. */
public final class AllowedSigners implements SignatureCheck {
    private static final int POINT_BYTES = 32;
    private static final String NAMESPACES = "namespaces=";

    /** @param namespaces what the key may sign; empty for all */
    @SuppressWarnings("ArrayRecordComponent")
    private record Allowed(String principal, byte[] key, List<String> namespaces) {}

    private final List<Allowed> allowed = new ArrayList<>();

    /** @throws IllegalArgumentException if a line can't be understood, with its number, or nobody may sign */
    public AllowedSigners(String content) {
        int number = 0;
        for (String line : content.split("\\R", -1)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                add(text, number);
            }
        }
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException("it names no Ed25519 key");
        }
    }

    /** Keys of other kinds are left out: no signature by them is accepted. */
    private void add(String line, int number) {
        String[] words = line.split("\\s+");
        if (words.length < 3) {
            throw new IllegalArgumentException("line %d: not a principal, a kind of key and a key".formatted(number));
        }
        boolean hasOptions = !isKind(words[1]);
        int kind = hasOptions ? 2 : 1;
        if (words.length < kind + 2 || !isKind(words[kind])) {
            throw new IllegalArgumentException("line %d: not a principal, a kind of key and a key".formatted(number));
        }
        List<String> namespaces = hasOptions ? namespaces(words[1], number) : List.of();
        if (words[kind].equals(SshSignature.ED25519)) {
            allowed.add(new Allowed(words[0], decode(words[kind + 1], number), namespaces));
        }
    }

    private static boolean isKind(String word) {
        return word.startsWith("ssh-") || word.startsWith("ecdsa-") || word.startsWith("sk-");
    }

    /** An option that is not understood could be a limit. */
    private static List<String> namespaces(String options, int number) {
        if (!options.toLowerCase(Locale.ROOT).startsWith(NAMESPACES) || options.contains("\",")) {
            throw new IllegalArgumentException(
                    "line %d: of the options only namespaces=\"…\" is known, not %s".formatted(number, options));
        }
        return List.of(options.substring(NAMESPACES.length()).replace("\"", "").split(","));
    }

    private static byte[] decode(String key, int number) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line %d: the key is damaged".formatted(number), e);
        }
    }

    @Override
    public String signerOf(byte[] message, String armored) {
        SshSignature signature = SshSignature.parse(armored);
        if (!signature.namespace().equals(SshSigner.NAMESPACE)) {
            throw new IllegalArgumentException("its signature is for something else, " + signature.namespace());
        }
        Allowed signer = allowed.stream()
                .filter(each -> Arrays.equals(each.key(), signature.publicKey()))
                .filter(each -> each.namespaces().isEmpty() || each.namespaces().contains(SshSigner.NAMESPACE))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is signed by somebody who may not"));
        byte[] signed = SshSignature.toBeSigned(signature.namespace(), signature.hash(), message);
        if (!verifies(signer.key(), signed, signature.signature())) {
            throw new IllegalArgumentException("its signature is that of another manifest");
        }
        return signer.principal();
    }

    private static boolean verifies(byte[] publicKey, byte[] signed, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(publicKey(publicKey));
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The point's y, the lowest byte first; the highest bit is the parity of its x. */
    private static PublicKey publicKey(byte[] blob) throws GeneralSecurityException {
        SshBytes bytes = new SshBytes(blob);
        bytes.string();
        byte[] point = bytes.string();
        if (point.length != POINT_BYTES) {
            throw new InvalidKeyException("not a point of the curve");
        }
        byte[] big = new byte[point.length];
        for (int i = 0; i < point.length; i++) {
            big[i] = point[point.length - 1 - i];
        }
        boolean isOdd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(isOdd, new BigInteger(1, big))));
    }
}
