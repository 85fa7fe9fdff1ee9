package io.etcdsnapshot.kubernetes.document;

/** Tells why bytes are not a document. The message never holds what they contain. */
public final class DocumentException extends RuntimeException {
    public DocumentException(String message) {
        super(message);
    }
}
