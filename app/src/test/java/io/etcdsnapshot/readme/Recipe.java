package io.etcdsnapshot.readme;

import io.etcdsnapshot.readme.Readme.Passage;

/**
 * How one of README.md's commands is tried.
 *
 * @param start its first words
 * @param whole whether it is about the block that starts so, not about a line
 */
record Recipe(String start, boolean whole, Trial trial) {
    /** What is done with the words of the README; an assertion says that they work. */
    interface Trial {
        void of(Passage passage, Story story) throws Exception;
    }

    static Recipe line(String start, Trial trial) {
        return new Recipe(start, false, trial);
    }

    static Recipe block(String start, Trial trial) {
        return new Recipe(start, true, trial);
    }

    boolean covers(Passage passage) {
        return passage.text().equals(start) || passage.text().startsWith(start + (whole ? "" : " "));
    }
}
