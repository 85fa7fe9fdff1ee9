package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import java.util.ArrayList;
import java.util.List;

/**
 * One field of a protobuf message, not interpreted. Source: protobuf.dev, "Encoding".
 *
 * @param wireType 0 varint, 1 eight bytes, 2 bytes with their length, 5 four bytes
 * @param number the value of all wire types but 2
 * @param bytes the value of wire type 2
 */
record WireField(int field, int wireType, long number, Bytes bytes) {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    /** @throws DocumentException if the bytes are no protobuf message */
    static List<WireField> parse(Bytes message, Budget budget) {
        List<WireField> fields = new ArrayList<>();
        Bytes.Cursor at = message.cursor();
        while (at.hasMore()) {
            budget.spend();
            long tag = at.varint();
            long field = tag >>> 3;
            if (field == 0 || field > Integer.MAX_VALUE >> 2) {
                throw new DocumentException("invalid protobuf: field number " + field);
            }
            int wireType = (int) (tag & 7);
            fields.add(
                    switch (wireType) {
                        case VARINT -> new WireField((int) field, wireType, at.varint(), Bytes.EMPTY);
                        case FIXED64 -> new WireField((int) field, wireType, at.fixed(8), Bytes.EMPTY);
                        case LENGTH -> new WireField((int) field, wireType, 0, at.take(at.varint()));
                        case FIXED32 -> new WireField((int) field, wireType, at.fixed(4), Bytes.EMPTY);
                        default -> throw new DocumentException("invalid protobuf: wire type " + wireType);
                    });
        }
        return fields;
    }
}
