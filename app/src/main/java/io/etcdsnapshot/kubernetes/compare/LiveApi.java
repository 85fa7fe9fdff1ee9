package io.etcdsnapshot.kubernetes.compare;

/** Asks the API server of a cluster. */
@FunctionalInterface
public interface LiveApi {
    /**
     * Returns the answer to a GET, which is JSON.
     *
     * @param path such as {@code /api/v1/configmaps?limit=200}
     * @throws io.etcdsnapshot.failure.Failure if there is none
     */
    byte[] get(String path) throws InterruptedException;
}
