package io.etcdsnapshot.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Says in plain words why an operation on a file failed. */
public final class Reason {
    private Reason() {}

    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        } else if (e instanceof DirectoryNotEmptyException) {
            return "directory not empty";
        } else if (e instanceof NotDirectoryException) {
            return "not a directory";
        } else if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return lowerFirst(failed.getReason());
        }
        return lowerFirst(message(e));
    }

    /** Without the names of classes, which stand in for messages of what only wraps its cause. */
    private static String message(Throwable e) {
        Throwable cause = e.getCause();
        String message = e.getMessage();
        if (message != null && (cause == null || !message.equals(cause.toString()))) {
            return message;
        }
        return cause == null ? "no reason was given" : message(cause);
    }

    /** Returns whether there was no space left for something. */
    public static boolean isFull(IOException e) {
        String reason = of(e);
        return reason.startsWith("no space left") || reason.startsWith("disk quota exceeded");
    }

    /** Returns false for causes that stay until somebody changes permissions or names. */
    public static boolean isTransient(IOException e) {
        return !(e instanceof AccessDeniedException
                || e instanceof NoSuchFileException
                || e instanceof FileAlreadyExistsException
                || e instanceof NotDirectoryException);
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
