package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFileName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The objects of one set's directory as they were at first, and as they are now. */
final class SetObjects {
    private final S3Client client;
    private final String prefix;
    private final Map<String, String> etagsBefore;

    /** @param prefix of the keys of the set, with a slash at its end */
    SetObjects(S3Client client, String prefix) throws S3Exception {
        this.client = client;
        this.prefix = prefix;
        this.etagsBefore = etags();
    }

    String key(String file) {
        return prefix + file;
    }

    String manifestKey() {
        return key(Manifest.FILE_NAME);
    }

    /** Returns whether there was a set at first. */
    boolean wasPublished() {
        return etagsBefore.containsKey(manifestKey());
    }

    /** Returns whether there is a set now, whoever published it. */
    boolean isPublished() throws S3Exception {
        return client.objects().head(manifestKey()).isPresent();
    }

    /** Returns whether another tool's set was there at first. */
    boolean isForeign() throws S3Exception {
        if (wasPublished()) {
            return false;
        }
        for (String key : etagsBefore.keySet()) {
            if (isSetFile(key)
                    && !client.objects().head(key).map(S3Objects.Head::own).orElse(true)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSetFile(String key) {
        String name = key.substring(prefix.length());
        return SetFileName.parse(name).isPresent() || name.equals(Companions.SIGNATURE);
    }

    /** Returns the condition that what is there under a key is still what was there at first. */
    Condition unchanged(String key) {
        String etag = etagsBefore.get(key);
        return etag == null ? Condition.ABSENT : Condition.unchanged(etag);
    }

    /** Returns the ETags of what is there now, by key. */
    Map<String, String> etags() throws S3Exception {
        Map<String, String> etags = new HashMap<>();
        for (S3Object object : client.lists().objects(prefix)) {
            etags.put(object.key(), object.etag());
        }
        return etags;
    }

    /** Removes the files that were there at first, of an earlier set or of an attempt that did not end, but for these. */
    void removeOthers(Collection<String> keptKeys) throws S3Exception {
        for (String key : etagsBefore.keySet()) {
            if (!keptKeys.contains(key) && isSetFile(key)) {
                client.objects().delete(key);
            }
        }
    }
}
