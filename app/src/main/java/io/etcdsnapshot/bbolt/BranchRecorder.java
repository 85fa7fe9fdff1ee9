package io.etcdsnapshot.bbolt;

import org.jspecify.annotations.Nullable;

/** Records a branch: {@code count, [child, key]…}. */
final class BranchRecorder implements ElementRecorder {
    private final RecordBuffer members = new RecordBuffer();
    private long pageCount;
    private long child;

    @Override
    public void begin(long pageCount) {
        this.pageCount = pageCount;
        members.clear();
    }

    @Override
    public void key(int index, byte[] table, int at, byte[] key, int length) {
        child = BranchElement.child(table, at);
        members.putInt((int) child).putKey(key, 0, length);
    }

    @Override
    public @Nullable String value(int index, byte[] bytes, int offset, int length) {
        return null;
    }

    @Override
    public @Nullable String end(int index) {
        return child >= 2 && child < pageCount
                ? null
                : "child %d is page %s, which can't be".formatted(index, Long.toUnsignedString(child));
    }

    @Override
    public void write(RecordBuffer record, int count, KeyView first, KeyView last) {
        record.putVarint(count).putAll(members);
    }
}
