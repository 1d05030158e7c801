package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters by which lists and counts of images are filtered. */
final class FilterParameters {
    static final Set<String> NAMES = Set.of(
            "user_id",
            "tag",
            "content_type",
            "visibility",
            "created_after",
            "created_before",
            "taken_after",
            "taken_before",
            "upload_date",
            "start_date",
            "end_date");

    private FilterParameters() {}

    /** The filter of a request. */
    static ImageFilter read(Parameters parameters) {
        Instant from = bound(parameters, "created_after", "start_date");
        Instant before = bound(parameters, "created_before", "end_date");
        LocalDate day = parameters.value("upload_date", FilterParameters::day);
        if (day != null) {
            from = later(from, Times.startOf(day));
            before = earlier(before, Times.startOf(day.plusDays(1)));
        }
        try {
            return new ImageFilter(
                    parameters.value("user_id", UserId::new),
                    parameters.values("tag", FilterParameters::tag),
                    parameters.value("content_type", ApiNames::contentType),
                    parameters.value("visibility", ApiNames::visibility),
                    new TimeRange(from, before),
                    new TimeRange(time(parameters, "taken_after"), time(parameters, "taken_before")));
        } catch (InvalidValueException e) {
            throw ProblemException.invalid(e.field(), e.rule());
        }
    }

    private static @Nullable Instant bound(Parameters parameters, String name, String otherName) {
        Instant bound = time(parameters, name);
        Instant other = time(parameters, otherName);
        if (bound != null && other != null) {
            throw ProblemException.invalid(otherName, "is another name of " + name + ": give one of them");
        }
        return bound == null ? other : bound;
    }

    private static @Nullable Instant time(Parameters parameters, String name) {
        return parameters.value(name, text -> time(name, text));
    }

    private static Instant time(String name, String text) {
        return Times.parseBound(text)
                .orElseThrow(() -> new InvalidValueException(name,
                        "must be a time such as 2026-11-22T23:26:11Z or a day such as 2026-11-22"));
    }

    private static LocalDate day(String text) {
        return Times.parseDay(text)
                .orElseThrow(() -> new InvalidValueException("upload_date", "must be a day such as 2026-11-22"));
    }

    private static Tag tag(String text) {
        try {
            return new Tag(text);
        } catch (InvalidValueException e) {
            throw new InvalidValueException("tag", "must be 1 to 50 characters without control characters");
        }
    }

    private static Instant later(@Nullable Instant a, Instant b) {
        return a != null && a.isAfter(b) ? a : b;
    }

    private static Instant earlier(@Nullable Instant a, Instant b) {
        return a != null && a.isBefore(b) ? a : b;
    }
}
