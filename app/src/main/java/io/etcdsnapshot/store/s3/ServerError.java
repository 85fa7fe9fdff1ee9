package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Exchange.Answer;

/**
 * Holds what a server says about an error.
 *
 * @param code one of S3's names; empty if it says none
 * @param message on one line; empty if it says none
 * @param region where the bucket is; empty if it says none
 */
record ServerError(String code, String message, String region) {
    private static final int MAX_SAID = 200;

    static ServerError of(Answer answer) {
        String header = answer.header("x-amz-bucket-region");
        try {
            XmlElement error = answer.xml();
            String named = error.text("Region");
            return new ServerError(
                    error.text("Code"), oneLine(error.text("Message")), named.isEmpty() ? header : named);
        } catch (XmlElement.Malformed e) {
            return new ServerError("", "", header);
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_SAID ? line : line.substring(0, MAX_SAID) + "…";
    }

    /** Returns the words for the end of a message, with the status where the server says no more. */
    String words(int status) {
        String name = code.isEmpty() ? String.valueOf(status) : status + " " + code;
        return message.isEmpty() ? name : name + ": " + message;
    }

    /** Returns the code; an answer to HEAD has no body, and some servers send none at all, so that the status counts. */
    String codeOr(S3Request request, int status) {
        if (!code.isEmpty()) {
            return code;
        }
        return switch (status) {
            case 301, 307 -> "PermanentRedirect";
            case 403 -> "AccessDenied";
            case 404 -> request.key() == null ? "NoSuchBucket" : "NoSuchKey";
            case 405, 501 -> "NotImplemented";
            case 412 -> "PreconditionFailed";
            case 507 -> "InsufficientStorage";
            default -> "";
        };
    }
}
