package io.etcdsnapshot.backup;

/**
 * Says where a set comes from that another tool took.
 *
 * @param path of its snapshot, as that tool named it
 * @param adopted whether it lies there still, with this manifest beside it
 */
public record Origin(String path, boolean adopted) {}
