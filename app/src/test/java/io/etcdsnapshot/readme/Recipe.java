package io.etcdsnapshot.readme;

import io.etcdsnapshot.readme.Readme.Passage;

/**
 * How one of the documents' commands is tried.
 *
 * @param start its first words
 * @param whole whether it is about the block that starts so, not about a line
 * @param late whether it needs a host that booted, which comes at the end
 */
record Recipe(String start, boolean whole, boolean late, Trial trial) {
    /** What is done with the words of a document; an assertion says that they work. */
    interface Trial {
        void of(Passage passage, Story story) throws Exception;
    }

    static Recipe line(String start, Trial trial) {
        return new Recipe(start, false, false, trial);
    }

    static Recipe block(String start, Trial trial) {
        return new Recipe(start, true, false, trial);
    }

    Recipe atTheEnd() {
        return new Recipe(start, whole, true, trial);
    }

    boolean covers(Passage passage) {
        return passage.text().equals(start) || passage.text().startsWith(start + (whole ? "" : " "));
    }
}
