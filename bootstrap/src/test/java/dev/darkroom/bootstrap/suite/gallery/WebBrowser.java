package dev.darkroom.bootstrap.suite.gallery;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An installed browser, controlled by Playwright: Chromium over its own protocol, Firefox over WebDriver BiDi. Nothing is downloaded. */
final class WebBrowser implements AutoCloseable {
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final List<Path> FIREFOX = List.of(Path.of("/usr/bin/firefox-esr"), Path.of("/usr/bin/firefox"));

    private static final double TIMEOUT_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    private WebBrowser(Function<Playwright, BrowserType> type, BrowserType.LaunchOptions options) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = type.apply(playwright).launch(options);
    }

    /** The browsers in which the page is tested. */
    enum Kind {
        CHROMIUM,
        FIREFOX;

        WebBrowser start() {
            return switch (this) {
                case CHROMIUM -> chromium();
                case FIREFOX -> firefox();
            };
        }
    }

    /** Starts Chromium, which must be installed. */
    static WebBrowser chromium() {
        return new WebBrowser(Playwright::chromium, new BrowserType.LaunchOptions()
                .setExecutablePath(installed(CHROMIUM, "Chromium (Debian: chromium) is not installed"))
                .setIgnoreDefaultArgs(List.of("--hide-scrollbars")));
    }

    /** Starts Firefox, which must be installed. */
    static WebBrowser firefox() {
        return new WebBrowser(Playwright::firefox, new BrowserType.LaunchOptions()
                .setExecutablePath(installed(FIREFOX, "Firefox (Debian: firefox-esr) is not installed"))
                .setChannel("moz-firefox"));
    }

    private static Path installed(List<Path> executables, String otherwise) {
        Optional<Path> installed = executables.stream().filter(Files::isExecutable).findFirst();
        Machine.requireInstalled(installed.isPresent(), otherwise);
        return installed.orElseThrow();
    }

    /** The screens on which the page is tested. */
    enum Screen {
        DESKTOP(1280, 800),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }

        boolean hasTouch() {
            return this == PHONE;
        }
    }

    /** Creates a visitor with an empty page. */
    Visit visit(Screen screen) {
        return visit(screen, false, ColorScheme.LIGHT);
    }

    /** Creates a visitor whose page allows the script of an accessibility checker. */
    Visit inspection(Screen screen, ColorScheme colours) {
        return visit(screen, true, colours);
    }

    private Visit visit(Screen screen, boolean bypassPolicy, ColorScheme colours) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setHasTouch(screen.hasTouch())
                .setColorScheme(colours)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setBypassCSP(bypassPolicy));
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        return new Visit(context);
    }

    /** The page of one visitor, and the errors in it. */
    static final class Visit implements AutoCloseable {
        private final BrowserContext context;
        private final List<String> errors = new CopyOnWriteArrayList<>();
        final Page page;

        private Visit(BrowserContext context) {
            this.context = context;
            page = context.newPage();
            page.onPageError(errors::add);
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    errors.add(message.text());
                }
            });
        }

        /** Uncaught exceptions, and violations of the content security policy. */
        List<String> errors() {
            return errors;
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
