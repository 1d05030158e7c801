package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.in.library.ListTags;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Ability;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Pages through the tags of the catalog. A cursor is the base64url of the last tag; it needs no signature, because a tag gives no access. */
public final class ListTagsService implements ListTags {
    private final ImageCatalog catalog;

    public ListTagsService(ImageCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Result list(Query query) {
        if (!catalog.abilities().contains(Ability.COUNTS)) {
            return new Result.Unsupported();
        }
        Tag after = null;
        if (query.cursor() != null) {
            Optional<Tag> tag = decode(query.cursor());
            if (tag.isEmpty()) {
                return new Result.InvalidCursor();
            }
            after = tag.get();
        }
        ImageFilter asked = ImageFilter.ALL.withOwner(query.owner()).withVisibility(query.visibility());
        Optional<ImageFilter> filter = query.actor().restrict(asked);
        if (filter.isEmpty()) {
            return new Result.Page(List.of(), null);
        }
        TagPage page = catalog.tags(new TagRequest(
                filter.get().owner(), filter.get().visibility(), query.prefix().toLowerCase(Locale.ROOT), after,
                query.limit()));
        return new Result.Page(page.tags(), page.isLast() ? null : encode(page.tags().getLast().tag()));
    }

    private static String encode(Tag tag) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tag.value().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Tag> decode(String cursor) {
        try {
            Tag tag = new Tag(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            return encode(tag).equals(cursor) ? Optional.of(tag) : Optional.empty();
        } catch (InvalidValueException e) {
            return Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
