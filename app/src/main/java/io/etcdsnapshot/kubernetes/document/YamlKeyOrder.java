package io.etcdsnapshot.kubernetes.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Orders keys as go-yaml does: numbers in them by value, other characters before letters. */
final class YamlKeyOrder {
    private YamlKeyOrder() {}

    static <V> List<Map.Entry<String, V>> sorted(Map<String, V> members) {
        List<Map.Entry<String, V>> sorted = new ArrayList<>(members.entrySet());
        sorted.sort(Map.Entry.comparingByKey());
        try {
            sorted.sort(Map.Entry.comparingByKey(YamlKeyOrder::compare));
        } catch (IllegalArgumentException noOrder) {
            // Numbers with leading zeros can be before and behind each other at once; then they stay as they are.
            sorted.sort(Map.Entry.comparingByKey());
        }
        return sorted;
    }

    private static int compare(String a, String b) {
        for (int i = 0; i < a.length() && i < b.length(); i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return compareAt(a, b, i);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareAt(String a, String b, int at) {
        boolean letterInA = Character.isLetter(a.codePointAt(at));
        boolean letterInB = Character.isLetter(b.codePointAt(at));
        if (letterInA && letterInB) {
            return Integer.compare(a.codePointAt(at), b.codePointAt(at));
        }
        if (letterInA || letterInB) {
            return letterInB ? -1 : 1;
        }
        // Behind a digit that counts, a zero is part of the number.
        long start = (a.charAt(at) == '0' || b.charAt(at) == '0') && followsNonZeroDigit(a, at) ? 1 : 0;
        int endOfA = endOfDigits(a, at);
        int endOfB = endOfDigits(b, at);
        int byValue = Long.compare(value(a, at, endOfA, start), value(b, at, endOfB, start));
        if (byValue != 0) {
            return byValue;
        }
        return endOfA != endOfB
                ? Integer.compare(endOfA, endOfB)
                : Integer.compare(a.codePointAt(at), b.codePointAt(at));
    }

    private static boolean followsNonZeroDigit(String text, int at) {
        for (int i = at - 1; i >= 0 && Character.isDigit(text.charAt(i)); i--) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static int endOfDigits(String text, int at) {
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static long value(String text, int from, int to, long start) {
        long value = start;
        for (int i = from; i < to; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
