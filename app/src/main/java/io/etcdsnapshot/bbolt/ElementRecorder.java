package io.etcdsnapshot.bbolt;

import org.jspecify.annotations.Nullable;

/** Takes the elements of one page in order and keeps what the page's record needs. */
interface ElementRecorder {
    /**
     * @param pageCount pages in the file, to tell a child that can't exist
     */
    void begin(long pageCount);

    /**
     * @param index of the element
     * @param table holds the element itself at {@code at}
     * @param key in full
     */
    void key(int index, byte[] table, int at, byte[] key, int length);

    /** @return what is wrong, or null */
    @Nullable
    String value(int index, byte[] bytes, int offset, int length);

    /** @return what is wrong, or null */
    @Nullable
    String end(int index);

    /** Writes the body of the record. */
    void write(RecordBuffer record, int count, KeyView first, KeyView last);
}
