package io.etcdsnapshot.kubernetes.change;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The shortest way from one list of lines to another. Source: E. Myers, "An O(ND) difference algorithm". */
final class EditScript {
    /** Texts further apart are shown as one removed and one added as a whole: the search would take too much memory. */
    private static final int FURTHEST = 1_000;

    /** @param sign a space for a line that both have, '-' or '+' */
    record Line(char sign, String text) {}

    private EditScript() {}

    static List<Line> of(List<String> before, List<String> after) {
        int head = 0;
        while (head < Math.min(before.size(), after.size()) && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(before.size(), after.size()) - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<Line> lines = new ArrayList<>();
        before.subList(0, head).forEach(text -> lines.add(new Line(' ', text)));
        lines.addAll(middle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail)));
        before.subList(before.size() - tail, before.size()).forEach(text -> lines.add(new Line(' ', text)));
        return lines;
    }

    private static List<Line> middle(List<String> before, List<String> after) {
        int most = Math.min(FURTHEST, before.size() + after.size());
        int[] furthest = new int[2 * most + 2];
        List<int[]> steps = new ArrayList<>();
        for (int edits = 0; edits <= most; edits++) {
            steps.add(Arrays.copyOfRange(furthest, most - edits, most + edits + 2));
            for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
                int at = most + diagonal;
                boolean down = diagonal == -edits || (diagonal != edits && furthest[at - 1] < furthest[at + 1]);
                int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
                while (x < before.size()
                        && x - diagonal < after.size()
                        && before.get(x).equals(after.get(x - diagonal))) {
                    x++;
                }
                furthest[at] = x;
                if (x >= before.size() && x - diagonal >= after.size()) {
                    return walkBack(before, after, steps);
                }
            }
        }
        List<Line> whole = new ArrayList<>();
        before.forEach(text -> whole.add(new Line('-', text)));
        after.forEach(text -> whole.add(new Line('+', text)));
        return whole;
    }

    /** @param steps for each number of edits, how far each diagonal had come before, from the leftmost one on */
    private static List<Line> walkBack(List<String> before, List<String> after, List<int[]> steps) {
        List<Line> lines = new ArrayList<>();
        int x = before.size();
        int y = after.size();
        for (int edits = steps.size() - 1; edits >= 0; edits--) {
            int[] furthest = steps.get(edits);
            int at = x - y + edits;
            boolean down = x - y == -edits || (x - y != edits && furthest[at - 1] < furthest[at + 1]);
            int startX = edits == 0 ? 0 : down ? furthest[at + 1] : furthest[at - 1];
            int startY = edits == 0 ? 0 : startX - (down ? x - y + 1 : x - y - 1);
            int afterEditX = down || edits == 0 ? startX : startX + 1;
            while (x > afterEditX) {
                lines.add(new Line(' ', before.get(--x)));
                y--;
            }
            if (edits > 0) {
                lines.add(down ? new Line('+', after.get(y - 1)) : new Line('-', before.get(x - 1)));
            }
            x = startX;
            y = startY;
        }
        Collections.reverse(lines);
        return lines;
    }
}
