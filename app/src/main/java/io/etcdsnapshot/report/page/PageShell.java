package io.etcdsnapshot.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Puts style and script around a page. Its policy lets a browser run and apply these two alone, and ask nobody for
 * anything.
 */
final class PageShell {
    private PageShell() {}

    /** @param json what the script shows */
    static String around(String title, Html body, String json, String tool) {
        String style = resource("page.css");
        String script = resource("page.js");
        return Html.of(
                        """
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8">
                        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{}'; \
                        script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
                        <title>{}</title><link rel="icon" href="data:,">
                        <style>{}</style></head><body>
                        <a class="skip" href="#main">Skip to the content</a>
                        {}<div class="page">
                        {}<footer><p>Written by {}. Times are UTC. What commands remembered is no proof: \
                        <code>etcd-snapshot verify</code> reads every byte. The same figures: \
                        <code>etcd-snapshot report -o json</code>.</p></footer>
                        </div>
                        <script type="application/json" id="data">{}</script>
                        <script>{}</script></body></html>
                        """,
                        hash(style),
                        hash(script),
                        title,
                        new Html().addOwn(style),
                        Icons.definitions(),
                        body,
                        tool,
                        new Html().addJson(json),
                        new Html().addOwn(script))
                .toString();
    }

    private static String resource(String name) {
        try (InputStream in = PageShell.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
