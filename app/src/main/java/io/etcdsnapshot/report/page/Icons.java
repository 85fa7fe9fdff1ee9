package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Health;

/** Draws states so that shapes tell them apart, not colours alone. */
final class Icons {
    private Icons() {}

    /** Returns the drawings that {@link #of} refers to. */
    static Html definitions() {
        return Html.of(
                """
                <svg class="defs" aria-hidden="true" focusable="false"><defs>
                <symbol id="i-good" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9"/><path d="M5.8 10.4l2.9 2.9 5.6-6.2"/></symbol>
                <symbol id="i-old" viewBox="0 0 20 20"><path class="s" d="M10 1.6L19 18H1z"/><path d="M10 7.4v5M10 15.1v.1"/></symbol>
                <symbol id="i-none" viewBox="0 0 20 20"><path class="s" d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z"/><path d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/></symbol>
                <symbol id="i-unreadable" viewBox="0 0 20 20"><rect class="s" x="1" y="1" width="18" height="18" rx="3"/><path d="M7.2 7.6a2.8 2.8 0 1 1 4.3 2.4c-1 .6-1.5 1.1-1.5 2.1M10 15.1v.1"/></symbol>
                </defs></svg>
                """);
    }

    /** Returns the drawing of a state; what it means stands beside it in words. */
    static Html of(Health health) {
        return Html.of(
                "<svg class=\"i {}\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#i-{}\"/></svg>",
                health,
                health == Health.PARTIAL ? Health.OLD : health);
    }

    /** Returns a state as drawing and word. */
    static Html chip(Health health) {
        return Html.of("<span class=\"chip {}\">{}{}</span>", health, of(health), Words.health(health));
    }

    /** Returns an outcome as drawing and word. */
    static Html outcome(boolean ok, String words) {
        Health health = ok ? Health.GOOD : Health.NONE;
        return Html.of("<span class=\"chip {}\">{}{}</span>", health, of(health), words);
    }
}
