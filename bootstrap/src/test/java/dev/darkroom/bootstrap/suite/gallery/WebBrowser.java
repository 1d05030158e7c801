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

/** The installed Chromium, controlled by Playwright. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<Path> EXECUTABLES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private static final double TIMEOUT_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setIgnoreDefaultArgs(List.of("--hide-scrollbars")));
    }

    /** Starts Chromium, which must be installed. */
    static Chromium start() {
        Optional<Path> installed = EXECUTABLES.stream().filter(Files::isExecutable).findFirst();
        Machine.requireInstalled(installed.isPresent(), "Chromium (Debian: chromium) is not installed");
        return new Chromium(installed.get());
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
