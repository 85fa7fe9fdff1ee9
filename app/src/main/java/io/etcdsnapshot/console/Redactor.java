package io.etcdsnapshot.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is shown: passwords in URLs, bearer tokens, pull secrets and private keys, whatever program
 * printed them.
 */
final class Redactor {
    private static final String HIDDEN = "[hidden]";

    private record Rule(Pattern pattern, String replacement) {}

    /** Made when the first line is shown: many a run shows none. */
    private static final class Patterns {
        static final Pattern KEY_BEGIN = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");
        static final Pattern KEY_END = Pattern.compile("-----END [A-Z0-9 ]*PRIVATE KEY-----");
        static final Pattern PROXY = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*://)?(.+)@[^@]*");
        static final List<Rule> RULES = List.of(
                new Rule(Pattern.compile("AGE-SECRET-KEY-[A-Za-z0-9-]+"), HIDDEN),
                new Rule(Pattern.compile("(?<=https?://)[^/@\\s\"']+(?=@)"), HIDDEN),
                new Rule(Pattern.compile("(?<=://)([^/@:\\s\"']+):[^/@\\s\"']+(?=@)"), "$1:" + HIDDEN),
                new Rule(Pattern.compile("(?i)(bearer|basic)\\s+[A-Za-z0-9+/=._~-]{8,}"), "$1 " + HIDDEN),
                new Rule(
                        Pattern.compile(
                                "(?i)((?:auth|password|passphrase|secret|token|key-data)\"?\\s*[:=]\\s*)(\"[^\"]*(?:\"|$)|[^\\s,}\\[{\"]+)"),
                        "$1" + HIDDEN));
    }

    private static final int SHORTEST_SECRET = 3;

    private final List<String> known = new CopyOnWriteArrayList<>();
    private boolean insideKey;

    /** Remembers the credentials in a proxy's address, to take them out wherever they show, in whatever form. */
    void hideCredentials(String proxy) {
        Matcher matcher = Patterns.PROXY.matcher(proxy);
        if (matcher.matches()) {
            String credentials = matcher.group(1);
            hide(credentials);
            hide(credentials.substring(credentials.indexOf(':') + 1));
        }
    }

    private void hide(String secret) {
        if (secret.length() >= SHORTEST_SECRET) {
            known.add(secret);
        }
    }

    /** Lines must come in their order: a private key spans several. */
    synchronized String line(String line) {
        if (insideKey || Patterns.KEY_BEGIN.matcher(line).find()) {
            insideKey = !Patterns.KEY_END.matcher(line).find();
            return HIDDEN;
        }
        String redacted = line;
        for (String secret : known) {
            redacted = redacted.replace(secret, HIDDEN);
        }
        if (line.indexOf(':') < 0 && line.indexOf('=') < 0 && line.indexOf(' ') < 0) {
            return redacted;
        }
        for (Rule rule : Patterns.RULES) {
            redacted = rule.pattern().matcher(redacted).replaceAll(rule.replacement());
        }
        return redacted;
    }

    /** Redacts a text of several lines, independent of earlier ones. */
    String text(String text) {
        Redactor redactor = new Redactor();
        redactor.known.addAll(known);
        return String.join("\n", text.lines().map(redactor::line).toList());
    }
}
