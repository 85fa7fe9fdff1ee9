package io.etcdsnapshot.etcd;

/**
 * An alarm that was raised when the snapshot was taken; it comes back with a restore. Source: {@code
 * etcdserverpb.AlarmMember}, the keys of bucket {@code alarm}.
 *
 * @param member id of the member that raised it, in hexadecimal, as {@code etcdctl member list} prints it
 * @param type {@code NOSPACE}: etcd refuses all writes; {@code CORRUPT}: a member's data differs from the others'
 */
public record Alarm(String member, String type) {
    public static final String NOSPACE = "NOSPACE";
    public static final String CORRUPT = "CORRUPT";

    /** @throws IllegalArgumentException if the bytes are no alarm */
    static Alarm parse(byte[] message) {
        long[] numbers = new long[3];
        int at = 0;
        while (at < message.length) {
            int field = message[at] >>> 3;
            if ((message[at] & 7) != 0 || field < 1 || field > 2) {
                throw new IllegalArgumentException("not an alarm of etcd's");
            }
            int shift = 0;
            numbers[field] = 0;
            do {
                at++;
                if (at == message.length || shift >= Long.SIZE) {
                    throw new IllegalArgumentException("not an alarm of etcd's");
                }
                numbers[field] |= (message[at] & 0x7fL) << shift;
                shift += 7;
            } while (message[at] < 0);
            at++;
        }
        return new Alarm(Long.toHexString(numbers[1]), type(numbers[2]));
    }

    /** Returns what a restore with this alarm brings. */
    public String describe() {
        String raised = "member %s had raised %s: ".formatted(member, type);
        return switch (type) {
            case NOSPACE ->
                raised
                        + "restored, etcd refuses every write until it is compacted, defragmented and the alarm disarmed";
            case CORRUPT -> raised + "the members' data differed, this may be the wrong one";
            default -> raised + "it comes back with a restore";
        };
    }

    private static String type(long number) {
        return switch ((int) number) {
            case 0 -> "NONE";
            case 1 -> NOSPACE;
            case 2 -> CORRUPT;
            default -> Long.toString(number);
        };
    }
}
