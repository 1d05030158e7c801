package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.ImageRenderer.Rendering;
import java.util.Locale;
import java.util.Optional;

/** Answers of renderers, worded once. */
final class Refusals {
    private Refusals() {}

    static Rendering rendering(Limiter.Outcome<Content> outcome) {
        return switch (outcome) {
            case Limiter.Outcome.Done<Content> done -> new Rendering.Rendered(done.result());
            case Limiter.Outcome.Refused<Content> refused -> new Rendering.Refused(refused.detail());
            case Limiter.Outcome.Undecodable<Content> undecodable -> new Rendering.Undecodable(undecodable.detail());
        };
    }

    static <T> Optional<T> result(Limiter.Outcome<T> outcome) {
        return switch (outcome) {
            case Limiter.Outcome.Done<T> done -> Optional.of(done.result());
            case Limiter.Outcome.Refused<T> _, Limiter.Outcome.Undecodable<T> _ -> Optional.empty();
        };
    }

    static Rendering notRendered(ContentType original, ContentType format) {
        return new Rendering.Refused(
                "This server makes no " + name(format) + " of a picture that is " + name(original) + ".");
    }

    private static String name(ContentType type) {
        return type == ContentType.WEBP ? "WebP" : type.name().toUpperCase(Locale.ROOT);
    }
}
