package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.store.FileStoreContract;
import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;

class DirectoryStoreContractIT extends FileStoreContract {
    @Override
    protected Place newPlace() throws Exception {
        return new Place.OnDisk(Files.createTempDirectory(shared, "it's a place"));
    }

    @Override
    protected Writer writer() {
        return Writer.HERE;
    }

    @Override
    protected WritableStore storeAt(Place place, String below) {
        return Sets.store(((Place.OnDisk) place).directory().resolve(below));
    }
}
