package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.json.Gzip;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.request.Revalidation;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.port.in.library.ListImages;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /images}: one page of the images that match all filters. */
public final class ListRoute implements Handler {
    private static final Set<String> PARAMETERS = Set.of(
            "user_id",
            "tag",
            "content_type",
            "visibility",
            "created_after",
            "created_before",
            "upload_date",
            "start_date",
            "end_date",
            "limit",
            "order",
            "cursor");

    /** The length of the entity tag: enough bytes of the digest to make a collision of two pages practically impossible. */
    private static final int TAG_BYTES = 16;

    private final ListImages listImages;

    public ListRoute(ListImages listImages) {
        this.listImages = listImages;
    }

    /** One page as clients see it. */
    record PageJson(List<ImageJson> items, @Nullable String nextCursor) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        SortOrder order = parameters.value("order", ApiNames::order);
        int limit = (int) parameters.number("limit", 1, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
        ListImages.Query query = new ListImages.Query(RequestContext.of(ctx.req()).requireActor(), filter(parameters),
                order == null ? SortOrder.NEWEST_FIRST : order, limit, parameters.text("cursor"));
        switch (listImages.list(query)) {
            case ListImages.Result.Page(var images, var nextCursor) -> answer(ctx,
                    new PageJson(images.stream().map(ImageJson::of).toList(), nextCursor));
            case ListImages.Result.InvalidCursor() -> throw new ProblemException(ErrorCode.INVALID_CURSOR,
                    "cursor was altered or belongs to another list: start again without it");
        }
    }

    private static void answer(Context ctx, PageJson page) {
        byte[] json = Json.bytes(page);
        byte[] digest = Checksum.newDigest().digest(json);
        Revalidation.answerCompressed(
                ctx, HexFormat.of().formatHex(digest, 0, TAG_BYTES), Json.MEDIA_TYPE, json, () -> Gzip.compress(json));
    }

    private static ImageFilter filter(Parameters parameters) {
        Instant from = bound(parameters, "created_after", "start_date");
        Instant before = bound(parameters, "created_before", "end_date");
        LocalDate day = parameters.value("upload_date", ListRoute::day);
        if (day != null) {
            from = later(from, Times.startOf(day));
            before = earlier(before, Times.startOf(day.plusDays(1)));
        }
        return new ImageFilter(
                parameters.value("user_id", UserId::new),
                parameters.value("tag", ListRoute::tag),
                parameters.value("content_type", ApiNames::contentType),
                parameters.value("visibility", ApiNames::visibility),
                from,
                before);
    }

    private static @Nullable Instant bound(Parameters parameters, String name, String otherName) {
        Instant bound = parameters.value(name, text -> time(name, text));
        Instant other = parameters.value(otherName, text -> time(otherName, text));
        if (bound != null && other != null) {
            throw ProblemException.invalid(otherName, "is another name of " + name + ": give one of them");
        }
        return bound == null ? other : bound;
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
