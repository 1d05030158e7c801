package dev.darkroom.bootstrap.suite;

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

/** The Chromium of this machine, driven by Playwright; nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private static final double PATIENCE_MILLISECONDS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable));
    }

    /** Starts it; it must be installed. */
    static Chromium start() {
        Optional<Path> installed = PLACES.stream().filter(Files::isExecutable).findFirst();
        Machine.requireInstalled(installed.isPresent(), "Chromium (Debian: chromium) is not installed");
        return new Chromium(installed.get());
    }

    /** What people look at the page with. */
    enum Screen {
        DESKTOP(1280, 800),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }

        boolean isTouched() {
            return this == PHONE;
        }
    }

    /** A new visitor, with a page that is not open yet. */
    Visit visit(Screen screen) {
        return visit(screen, false, ColorScheme.LIGHT);
    }

    /** A new visitor, whose page lets in a checker's script. */
    Visit inspection(Screen screen, ColorScheme colours) {
        return visit(screen, true, colours);
    }

    private Visit visit(Screen screen, boolean bypassPolicy, ColorScheme colours) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setHasTouch(screen.isTouched())
                .setColorScheme(colours)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setBypassCSP(bypassPolicy));
        context.setDefaultTimeout(PATIENCE_MILLISECONDS);
        return new Visit(context);
    }

    /** One visitor's page, and what went wrong in it. */
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

        /** Exceptions that nobody caught, and what the page's policy has kept from it. */
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
