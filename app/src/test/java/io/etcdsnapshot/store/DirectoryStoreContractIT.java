package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.store.StoreNames.Writer;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;

class DirectoryStoreContractIT extends StoreContract {
    @Override
    Path newPlace() throws Exception {
        return Files.createTempDirectory(shared, "it's a place");
    }

    @Override
    Writer writer() {
        return Writer.HERE;
    }

    @Override
    WritableStore storeAt(Path place) {
        return Sets.store(place);
    }
}
