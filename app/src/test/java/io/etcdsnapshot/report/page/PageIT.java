package io.etcdsnapshot.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BackupYear;
import io.etcdsnapshot.testing.Browser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page in a browser: of a location with 400 sets of three clusters, and of a second one. */
class PageIT {
    /** Where pictures go; {@code scripts/pictures} names the place of those that the README shows. */
    private static final Path PICTURES = Path.of(System.getProperty(
            "pictures", RealThings.projectRoot().resolve("app/target/pictures").toString()));

    private static final String FOCUSABLE = "a[href], summary, [tabindex='0']";

    @TempDir
    static Path directory;

    private static Path page;
    private static Browser browser;

    @BeforeAll
    static void writeThePage() throws Exception {
        RealThings.require("chromium", "chromedriver");
        BackupYear.make(directory, Instant.now());
        page = report("fleet.html", "--recursive", "exports/east", "exports/west");
        browser = Browser.start(directory);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path report(String name, String... arguments) throws Exception {
        Path file = directory.resolve(name);
        Program.etcdSnapshot("report", "--html", file.toString(), "--keep-within", "120d", "--keep-weekly", "60")
                .and(arguments)
                .in(directory)
                .output();
        return file;
    }

    @Test
    void showsItselfWithoutAnErrorAndAsksForNothing() throws Exception {
        browser.width(1200, false);
        browser.colours("light");
        browser.open(page);
        assertThat(browser.script("return document.querySelector('h1').textContent"))
                .isEqualTo("2 of 3 clusters lack a good backup");
        assertThat(browser.script("return document.querySelectorAll('section.cluster').length"))
                .isEqualTo(3L);
        browser.picture(PICTURES.resolve("fleet-light.png"), 0);
        assertThat(browser.accessibility(axe())).isEmpty();

        browser.colours("dark");
        browser.picture(PICTURES.resolve("fleet-dark.png"), 0);
        assertThat(browser.accessibility(axe())).isEmpty();

        browser.width(390, true);
        assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo(390);
        browser.colours("light");
        browser.picture(PICTURES.resolve("fleet-390px.png"), 0);
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(address -> address.matches("(file|data):.*"));
    }

    @Test
    void theKeyboardReachesEverything() {
        browser.width(1200, false);
        browser.open(page);
        browser.script("document.querySelectorAll('summary').forEach(summary => summary.click())");
        Set<String> wanted = new HashSet<>();
        ((List<?>) browser.script("return [...document.querySelectorAll(\"" + FOCUSABLE + "\")].map((element, i) =>"
                        + " element.dataset.stop = String(i))"))
                .forEach(stop -> wanted.add(String.valueOf(stop)));
        int stops = wanted.size();
        for (int i = 0; i < stops + 2 && !wanted.isEmpty(); i++) {
            browser.tab();
            wanted.remove(String.valueOf(browser.focused().getDomAttribute("data-stop")));
        }
        assertThat(wanted).as("not reached with the Tab key").isEmpty();

        browser.script("document.querySelector('#c2-0 [tabindex=\"0\"]').focus()");
        String today = browser.focused().getDomAttribute("data-d");
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.focused().getDomAttribute("data-d"))
                .isEqualTo(LocalDate.parse(today).minusWeeks(1).toString());
        assertThat(String.valueOf(browser.script("return document.getElementById('c2-day').textContent")))
                .contains("1 set", "exports/east/prod-frankfurt", "kept for: ");

        browser.script("document.getElementById('c2s').focus()");
        browser.press(Keys.HOME);
        assertThat(browser.focused().getDomAttribute("aria-valuetext"))
                .isEqualTo(browser.script("return document.getElementById('c2s-read').textContent"))
                .contains("GiB");
    }

    @Test
    void namesFromElsewhereDoNothing() throws Exception {
        String hostile = "\"><img src=x onerror=hacked=1><script>hacked=1</script>\u202e";
        Path location = Files.createDirectories(directory.resolve("x&<b>\"'/sets"));
        Path set = Sets.makeComplete(location, "2026-11-20_013000");
        Path manifest = set.resolve("manifest.json");
        String escaped = hostile.replace("\"", "\\\"").replace("\u202e", "\\u202e");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("4.16.21", escaped)
                        .replace(
                                "\"node\"",
                                "\"clusterName\": \"</script>" + escaped + "\", \"clusterId\": \"i\", \"node\""));

        browser.open(report("hostile.html", location.toString()));

        assertThat(browser.script("return window.hacked === undefined && document.images.length === 0"))
                .isEqualTo(true);
        assertThat(browser.script("return document.querySelector('h2').textContent"))
                .isEqualTo("</script>" + hostile.replace("\u202e", "\\u202e"));
        assertThat(Files.readString(directory.resolve("hostile.html"))).doesNotContain("\u202e", "<img", "<b>");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void thePictureOfTheReadmeIsOfOneCluster() throws Exception {
        browser.width(1100, false);
        browser.colours("light");
        browser.open(report("one.html", "exports/east/prod-frankfurt", "exports/west/prod-frankfurt"));

        assertThat(browser.script("return document.querySelector('h1').textContent"))
                .isEqualTo("There is a good backup at both places");
        browser.script("document.querySelector('#c0-0 [tabindex=\"0\"]').click()");
        browser.picture(PICTURES.resolve("page.png"), 1660);
    }

    /** axe-core, as {@code scripts/lib/install.sh} fetches it. */
    private static Path axe() throws Exception {
        return Path.of(Program.of(
                        "bash", "-c", ". " + RealThings.projectRoot().resolve("scripts/lib/install.sh") + "; need_axe")
                .output()
                .strip());
    }
}
