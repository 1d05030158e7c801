package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.Text;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.port.in.library.ListTags;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /tags}: one page of the tags of images, with the number of images that have each. */
public final class TagsRoute implements Handler {
    private static final Set<String> PARAMETERS = Set.of("prefix", "user_id", "visibility", "limit", "cursor");

    private final ListTags listTags;

    public TagsRoute(ListTags listTags) {
        this.listTags = listTags;
    }

    /** One page as clients see it. */
    record PageJson(List<TagJson> items, @Nullable String nextCursor) {}

    /** @param count the number of images */
    record TagJson(String tag, long count) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        String prefix = parameters.value("prefix", TagsRoute::prefix);
        ListTags.Query query = new ListTags.Query(
                RequestContext.of(ctx.req()).requireActor(),
                parameters.value("user_id", UserId::new),
                parameters.value("visibility", ApiNames::visibility),
                prefix == null ? "" : prefix,
                (int) parameters.number("limit", 1, ListTags.MAX_LIMIT, ListTags.DEFAULT_LIMIT),
                parameters.text("cursor"));
        switch (listTags.list(query)) {
            case ListTags.Result.Page(var tags, var nextCursor) -> TaggedJson.answer(ctx, new PageJson(
                    tags.stream().map(tag -> new TagJson(tag.tag().value(), tag.count())).toList(), nextCursor));
            case ListTags.Result.InvalidCursor() -> throw new ProblemException(ErrorCode.INVALID_CURSOR,
                    "cursor was altered: start again without it");
            case ListTags.Result.Unsupported() -> throw new ProblemException(ErrorCode.SEARCH_UNSUPPORTED,
                    "The catalog of this server can't count images");
        }
    }

    private static String prefix(String text) {
        if (text.codePointCount(0, text.length()) > Tag.MAX_LENGTH || !Text.isPlain(text)) {
            throw new InvalidValueException("prefix", "must be 1 to 50 characters without control characters");
        }
        return text;
    }
}
