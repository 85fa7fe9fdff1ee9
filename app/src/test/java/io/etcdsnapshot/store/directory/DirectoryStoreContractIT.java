package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.store.StoreContract;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;

class DirectoryStoreContractIT extends StoreContract {
    @Override
    protected Path newPlace() throws Exception {
        return Files.createTempDirectory(shared, "it's a place");
    }

    @Override
    protected Writer writer() {
        return Writer.HERE;
    }

    @Override
    protected WritableStore storeAt(Path place) {
        return Sets.store(place);
    }
}
