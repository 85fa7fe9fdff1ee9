package io.etcdsnapshot.kubernetes.protobuf;

/**
 * One field of a message, as the Go type and its tags have it.
 *
 * @param name in JSON
 * @param inline its members stand among those of the message around it
 * @param omitEmpty left out of JSON if it is nil, false, 0 or empty
 * @param omitZero left out of JSON if it is its type's zero value
 * @param removed only older releases have it: today's leave it out of JSON unless it is stored
 * @param type string, bytes, bool, int32, int64, double, or the name of a message
 */
record FieldType(
        int number,
        String name,
        boolean inline,
        boolean omitEmpty,
        boolean omitZero,
        boolean removed,
        Shape shape,
        String type) {
    private static final String FLAGS = "?0^";

    enum Shape {
        VALUE,
        POINTER,
        LIST,
        MAP
    }

    /** Reads a line of the table: {@code 7 name?0 []message}. */
    static FieldType parse(String line) {
        String[] words = line.split(" ", -1);
        int end = words[1].length();
        while (FLAGS.indexOf(words[1].charAt(end - 1)) >= 0) {
            end--;
        }
        String name = words[1].substring(0, end);
        String flags = words[1].substring(end);
        String type = words[2];
        Shape shape = Shape.VALUE;
        if (type.startsWith("*")) {
            shape = Shape.POINTER;
            type = type.substring(1);
        } else if (type.startsWith("[]")) {
            shape = Shape.LIST;
            type = type.substring(2);
        } else if (type.startsWith("map:")) {
            shape = Shape.MAP;
            type = type.substring(4);
        }
        return new FieldType(
                Integer.parseInt(words[0]),
                name,
                name.equals("~"),
                flags.contains("?"),
                flags.contains("0"),
                flags.contains("^"),
                shape,
                type);
    }

    /** Returns whether values of this type lie in the file with this wire type. */
    boolean fits(int wireType) {
        if (shape == Shape.MAP) {
            return wireType == WireField.LENGTH;
        }
        return switch (type) {
            case "bool", "int32", "int64" ->
                wireType == WireField.VARINT || (shape == Shape.LIST && wireType == WireField.LENGTH);
            case "double" -> wireType == WireField.FIXED64;
            default -> wireType == WireField.LENGTH;
        };
    }
}
