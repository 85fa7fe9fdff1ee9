package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The distribution's Chromium, without a screen. It tells what it logged and what it asked for. */
public final class Browser implements AutoCloseable {
    private static final String AXE_RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    public static Browser start(Path scratch) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary("/usr/bin/chromium")
                // Root has no sandbox.
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
                .addArguments("--hide-scrollbars", "--user-data-dir=" + scratch.resolve("profile"));
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .withLogFile(scratch.resolve("chromedriver.log").toFile())
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        // A new tab has much to ask for.
        browser.driver.get("about:blank");
        return browser;
    }

    /** Opens a page; what was asked for before is forgotten. */
    public void open(Path page) {
        requests();
        driver.get(page.toUri().toString());
    }

    public void width(int pixels, boolean isPhone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", isPhone));
    }

    public void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    public void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    public void tab() {
        press(Keys.TAB);
    }

    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /**
     * Writes what is seen.
     *
     * @param height of the page that is shown; 0 for all of it
     */
    public void picture(Path file, int height) throws IOException {
        long all = (Long) script("return document.documentElement.scrollHeight");
        long width = (Long) script("return document.documentElement.clientWidth");
        Map<String, Object> clip =
                Map.of("x", 0, "y", 0, "width", width, "height", height == 0 ? all : Math.min(all, height), "scale", 1);
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
    }

    /** Returns what the console has, refusals of the page's own policy among it. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Returns the addresses that were asked for since this was called last. */
    public List<String> requests() {
        List<String> addresses = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            String message = entry.getMessage();
            if (message.contains("\"Network.requestWillBeSent\"")) {
                addresses.add(message.replaceFirst("(?s).*?\"request\":\\{.*?\"url\":\"(.*?)\".*", "$1"));
            }
        }
        return addresses;
    }

    /** Returns what axe-core finds against the levels A and AA, each with where it is. */
    public List<?> accessibility(Path axe) throws IOException {
        script(Files.readString(axe));
        return (List<?>) driver.executeAsyncScript(
                "const done = arguments[0]; axe.run(document, {runOnly: " + AXE_RULES + "}).then(found => done("
                        + "found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary)"
                        + ".join('; '))), error => done([String(error)]))");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
