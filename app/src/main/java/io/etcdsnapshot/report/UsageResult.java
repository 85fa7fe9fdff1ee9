package io.etcdsnapshot.report;

import io.etcdsnapshot.bbolt.Space;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.kubernetes.usage.DatabaseUsage;
import io.etcdsnapshot.kubernetes.usage.Tally;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports what fills the database of a snapshot, for {@code usage}.
 *
 * @param damage what is wrong with the snapshot, or null
 */
public record UsageResult(String name, @Nullable String damage, DatabaseUsage usage) implements Result {
    private static final int SHOWN = 20;

    /**
     * All fields that end in {@code Bytes}, but for {@code fileBytes}, and the bytes of {@code live} and {@code old} add up
     * to {@code fileBytes}.
     *
     * @param unfilledBytes headers, and room that is not filled, of pages with keys
     * @param behindBytes what follows the database, such as a snapshot's trailer
     */
    private record Document(
            String snapshot,
            @Nullable String damage,
            long fileBytes,
            LiveDocument live,
            OldDocument old,
            long unfilledBytes,
            long freeBytes,
            long indexBytes,
            long otherBucketsBytes,
            long metaBytes,
            long behindBytes,
            List<GroupDocument> kinds,
            List<GroupDocument> namespaces,
            List<LargeDocument> largest) {}

    private record LiveDocument(long keys, long bytes) {}

    private record OldDocument(long versions, long bytes) {}

    private record GroupDocument(String name, long keys, long bytes, long oldVersions, long oldBytes) {
        static GroupDocument of(DatabaseUsage.Group group) {
            Tally tally = group.tally();
            return new GroupDocument(group.name(), tally.keys(), tally.bytes(), tally.oldVersions(), tally.oldBytes());
        }
    }

    private record LargeDocument(String namespace, String object, long bytes) {
        static LargeDocument of(DatabaseUsage.LargeObject large) {
            return new LargeDocument(large.key().namespace(), large.key().typedName(), large.bytes());
        }
    }

    @Override
    public Object document() {
        Space space = usage.space();
        Tally total = usage.total();
        return new Document(
                name,
                damage,
                space.total(),
                new LiveDocument(total.keys(), total.bytes()),
                new OldDocument(total.oldVersions(), total.oldBytes()),
                usage.unfilledBytes(),
                space.freeBytes(),
                space.branchBytes(),
                space.otherBytes(),
                space.metaBytes(),
                space.behindBytes(),
                usage.kinds().stream().map(GroupDocument::of).toList(),
                usage.namespaces().stream().map(GroupDocument::of).toList(),
                usage.largest().stream().map(LargeDocument::of).toList());
    }

    @Override
    public int exitCode() {
        return damage == null ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public void print(TextReport text) {
        long size = usage.space().total();
        text.line("%s: %s (%,d bytes)", name, Formats.bytes(size), size);
        if (damage != null) {
            text.line("DAMAGED: %s", damage);
        }
        text.table(parts(size));
        groups("KIND", usage.kinds(), text);
        groups("NAMESPACE", usage.namespaces(), text);
        Table largest = new Table(List.of("LARGEST", "NAMESPACE", "OBJECT"), Set.of(0));
        usage.largest()
                .forEach(large -> largest.row(
                        Formats.bytes(large.bytes()),
                        large.key().namespace().isEmpty() ? "-" : large.key().namespace(),
                        large.key().typedName()));
        text.line("").table(largest);
    }

    private Table parts(long size) {
        Space space = usage.space();
        Tally total = usage.total();
        Table table = new Table(List.of(), Set.of(1, 2));
        part(table, "live objects", total.bytes(), size, "%,d keys".formatted(total.keys()));
        part(
                table,
                "old revisions",
                total.oldBytes(),
                size,
                "%,d, replaced or deleted since the last compaction".formatted(total.oldVersions()));
        part(table, "free pages", space.freeBytes(), size, "a defragmentation gives them back");
        part(table, "unfilled", usage.unfilledBytes(), size, "headers and room between the keys");
        part(table, "index", space.branchBytes(), size, "the pages above those with keys");
        part(table, "other buckets", space.otherBytes(), size, "leases, members, users and the like");
        part(table, "the file's own", space.metaBytes() + space.behindBytes(), size, "meta pages and checksum");
        return table;
    }

    private static void part(Table table, String name, long bytes, long size, String remark) {
        table.row("  " + name, Formats.bytes(bytes), Formats.share(bytes, size), remark);
    }

    private void groups(String title, List<DatabaseUsage.Group> groups, TextReport text) {
        Table table =
                new Table(List.of(title, "KEYS", "BYTES", "OLD", "OLD BYTES", "OF THE FILE"), Set.of(1, 2, 3, 4, 5));
        for (DatabaseUsage.Group group : groups.subList(0, Math.min(SHOWN, groups.size()))) {
            Tally tally = group.tally();
            table.row(
                    group.name(),
                    Formats.count(tally.keys()),
                    Formats.bytes(tally.bytes()),
                    Formats.count(tally.oldVersions()),
                    Formats.bytes(tally.oldBytes()),
                    Formats.share(tally.allBytes(), usage.space().total()));
        }
        text.line("").table(table);
        if (groups.size() > SHOWN) {
            long rest = groups.stream()
                    .skip(SHOWN)
                    .mapToLong(group -> group.tally().allBytes())
                    .sum();
            text.line("and %,d more with %s; -o json shows all", groups.size() - SHOWN, Formats.bytes(rest));
        }
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields(
                "fileBytes", usage.space().total(), "freeBytes", usage.space().freeBytes());
    }
}
