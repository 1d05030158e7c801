package dev.darkroom.bootstrap.architecture.planted.tiers;

import com.microsoft.playwright.Playwright;

/** By its name a unit test. */
final class StartsABrowserTest {
    Playwright start() {
        return Playwright.create();
    }
}
