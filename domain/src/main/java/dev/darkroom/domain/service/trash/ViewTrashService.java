package dev.darkroom.domain.service.trash;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.service.library.CursorCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pages through the trash. It applies filters and words itself, because the trash has few images. */
public final class ViewTrashService implements ViewTrash {
    /** A page reads at most this many pages of the trash. If fewer images match, it is short. */
    private static final int MAX_READS = 10;

    private final ImageCatalog catalog;
    private final Trash trash;
    private final Retention retention;
    private final SigningKeys keys;

    public ViewTrashService(ImageCatalog catalog, Trash trash, Retention retention, SigningKeys keys) {
        this.catalog = catalog;
        this.trash = trash;
        this.retention = retention;
        this.keys = keys;
    }

    @Override
    public Optional<TrashedImage> find(Actor actor, ImageId id) {
        return catalog.state(id).orElse(null) instanceof ImageState.Trashed trashed
                && actor.mayChange(trashed.image().owner()) ? Optional.of(shown(trashed)) : Optional.empty();
    }

    private TrashedImage shown(ImageState.Trashed trashed) {
        return new TrashedImage(trashed.image(), trashed.trashedAt(), retention.purgeAt(trashed));
    }

    @Override
    public Result list(ListImages.Query query) {
        if (!trash.sortKeys().contains(query.sortKey())) {
            return new Result.OrderUnsupported();
        }
        ImageFilter asked = query.filter();
        return switch (query.actor()) {
            case Actor.Anyone(), Actor.Admin _ -> list(query, asked);
            case Actor.User(UserId id) when asked.owner() == null || asked.owner().equals(id) ->
                list(query, asked.withOwner(id));
            case Actor.User _ -> new Result.Page(List.of(), null);
        };
    }

    private Result list(ListImages.Query query, ImageFilter filter) {
        PageRequest list =
                new PageRequest(filter, query.words(), query.sortKey(), query.order(), null, query.limit());
        Optional<Position> start = Optional.empty();
        if (query.cursor() != null) {
            start = cursors().decode(query.cursor(), list);
            if (start.isEmpty()) {
                return new Result.InvalidCursor();
            }
        }
        return page(list, start.orElse(null));
    }

    private Result page(PageRequest list, @Nullable Position start) {
        List<TrashedImage> shown = new ArrayList<>();
        Position after = start;
        for (int reads = 0; reads < MAX_READS; reads++) {
            TrashPage read = trash.list(new TrashRequest(
                    list.filter().owner(), list.sortKey(), list.order(), after, PageRequest.MAX_LIMIT));
            for (ImageState.Trashed trashed : read.images()) {
                if (shown.size() == list.limit()) {
                    return page(shown, after, list);
                }
                if (matches(list, trashed.image())) {
                    shown.add(shown(trashed));
                }
                after = trashed.image().position(list.sortKey());
            }
            after = read.next();
            if (after == null) {
                return new Result.Page(shown, null);
            }
        }
        return page(shown, after, list);
    }

    private Result page(List<TrashedImage> shown, @Nullable Position after, PageRequest list) {
        return new Result.Page(shown, after == null ? null : cursors().encode(after, list));
    }

    private static boolean matches(PageRequest list, Image image) {
        return list.filter().matches(image) && (list.words() == null || list.words().match(image));
    }

    /** A cursor of the trash is none of another list. */
    private CursorCodec cursors() {
        return new CursorCodec(keys.key("trash-cursor"));
    }
}
