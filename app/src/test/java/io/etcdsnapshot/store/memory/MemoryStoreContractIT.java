package io.etcdsnapshot.store.memory;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.store.FileStoreContract;
import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.store.layout.FileTree;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The store of the tests keeps the same promises as those that it stands for. */
class MemoryStoreContractIT extends FileStoreContract {
    @Override
    protected Place newPlace() {
        return new InMemory(MemoryStore.named("it's a place"), "/it's a place/");
    }

    @Override
    protected Writer writer() {
        return Writer.HERE;
    }

    @Override
    protected WritableStore storeAt(Place place, String below) {
        return ((InMemory) place).store().opened(below);
    }

    private record InMemory(MemoryStore store, String path) implements Place {
        @Override
        public void copyIn(Path from, String name) throws IOException {
            try (Stream<Path> all = Files.walk(from)) {
                for (Path each : all.toList()) {
                    if (Files.isRegularFile(each)) {
                        String relative = from.relativize(each).toString();
                        write(relative.isEmpty() ? name : name + "/" + relative, Files.readAllBytes(each));
                    } else {
                        makeDirectory(name);
                    }
                }
            }
        }

        @Override
        public void write(String name, byte[] content) {
            store.files().put(path + name, content);
        }

        @Override
        public byte[] read(String name) throws IOException {
            return store.files().content(path + name);
        }

        @Override
        public void makeDirectory(String name) {
            store.files().makeDirectories(path + name);
        }

        @Override
        public void makeLink(String name, Path target) {
            store.files().putLink(path + name);
        }

        @Override
        public void touch(String name, Instant modified) {
            store.files().touch(path + name, modified);
        }

        @Override
        public boolean exists(String name) throws IOException {
            return store.files().entry(path + name) != null;
        }

        @Override
        public List<String> names() throws IOException {
            return store.files().entries(path.replaceFirst("/$", "")).stream()
                    .map(FileTree.Entry::name)
                    .sorted()
                    .toList();
        }

        @Override
        public String permissions(String name) {
            return null;
        }
    }
}
