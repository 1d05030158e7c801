package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.images.ImageJson;
import dev.darkroom.adapter.http.images.TrashedJson;
import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /images}: one page of the images that match all filters. With {@code state=trashed}, of those in the trash. */
public final class ListRoute implements Handler {
    private static final Set<String> PARAMETERS = Stream.concat(
            FilterParameters.NAMES.stream(), Stream.of("q", "sort", "limit", "order", "cursor", TrashedJson.STATE))
            .collect(Collectors.toUnmodifiableSet());

    private final ListImages listImages;
    private final ViewTrash viewTrash;

    public ListRoute(ListImages listImages, ViewTrash viewTrash) {
        this.listImages = listImages;
        this.viewTrash = viewTrash;
    }

    /**
     * One page as clients see it.
     *
     * @param items each an {@link ImageJson} or a {@link TrashedJson}
     */
    record PageJson(List<?> items, @Nullable String nextCursor) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        SortOrder order = parameters.value("order", ApiNames::order);
        int limit = (int) parameters.number("limit", 1, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
        SortKey sortKey = parameters.value("sort", ApiNames::sortKey);
        ListImages.Query query = new ListImages.Query(
                RequestContext.of(ctx.req()).requireActor(), FilterParameters.read(parameters),
                parameters.value("q", Words::of), sortKey == null ? SortKey.CREATED_AT : sortKey,
                order == null ? SortOrder.NEWEST_FIRST : order, limit, parameters.text("cursor"));
        if (Boolean.TRUE.equals(parameters.value(TrashedJson.STATE, ApiNames::isTrashed))) {
            answerTrashed(ctx, query);
        } else {
            answerReady(ctx, query);
        }
    }

    private void answerTrashed(Context ctx, ListImages.Query query) {
        switch (viewTrash.list(query)) {
            case ViewTrash.Result.Page(var images, var nextCursor) -> TaggedJson.answer(ctx,
                    new PageJson(images.stream().map(TrashedJson::of).toList(), nextCursor));
            case ViewTrash.Result.InvalidCursor() -> throw invalidCursor();
            case ViewTrash.Result.OrderUnsupported() -> throw orderUnsupported();
        }
    }

    private void answerReady(Context ctx, ListImages.Query query) {
        switch (listImages.list(query)) {
            case ListImages.Result.Page(var images, var nextCursor) -> TaggedJson.answer(ctx,
                    new PageJson(images.stream().map(ImageJson::of).toList(), nextCursor));
            case ListImages.Result.InvalidCursor() -> throw invalidCursor();
            case ListImages.Result.SearchUnsupported() -> throw new ProblemException(ErrorCode.SEARCH_UNSUPPORTED,
                    "The catalog of this server can't search: list without q");
            case ListImages.Result.OrderUnsupported() -> throw orderUnsupported();
        }
    }

    private static ProblemException invalidCursor() {
        return new ProblemException(ErrorCode.INVALID_CURSOR,
                "cursor was altered or belongs to another list: start again without it");
    }

    private static ProblemException orderUnsupported() {
        return new ProblemException(ErrorCode.SEARCH_UNSUPPORTED,
                "The catalog of this server can't sort by taken_at: list without sort");
    }
}
