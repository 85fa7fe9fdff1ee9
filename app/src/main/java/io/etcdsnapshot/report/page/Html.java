package io.etcdsnapshot.report.page;

import io.etcdsnapshot.console.Printable;

/**
 * Builds HTML. Whatever is put into a template is escaped, so that text from clusters, manifests and file names stays
 * text; control and direction characters are shown as what they are. Attributes are always in double quotes.
 */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Returns a piece of HTML. */
    static Html of(String template, Object... parts) {
        return new Html().add(template, parts);
    }

    /**
     * Adds a template.
     *
     * @param template the program's own, with {@code {}} for each part
     * @param parts text, which is escaped; pieces of HTML; or numbers
     */
    Html add(String template, Object... parts) {
        int from = 0;
        for (Object part : parts) {
            int at = template.indexOf("{}", from);
            text.append(template, from, at);
            if (part instanceof Html html) {
                text.append(html.text);
            } else {
                escape(Printable.line(String.valueOf(part)));
            }
            from = at + 2;
        }
        text.append(template, from, template.length());
        return this;
    }

    Html add(Html other) {
        text.append(other.text);
        return this;
    }

    /** Adds text of a resource of the program, as it is. */
    Html addOwn(String resource) {
        text.append(resource);
        return this;
    }

    /** Adds a JSON document for scripts; what would end the element around it can't be in it. */
    Html addJson(String json) {
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return this;
    }

    boolean isEmpty() {
        return text.length() == 0;
    }

    private void escape(String plain) {
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
