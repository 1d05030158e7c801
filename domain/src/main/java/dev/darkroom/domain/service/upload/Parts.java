package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.service.content.TemporaryCopy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a resumable upload. The catalog has the token of the last one, and the name of each part has the token of the previous one.
 *
 * @param spoolFolder an existing folder for the joined parts
 */
record Parts(BlobStore store, Path spoolFolder) {
    private static final Pattern NAME = Pattern.compile("part-(\\d+)-(first|[0-9a-f]{16})-([0-9a-f]{16})");

    private record Part(long offset, String previous, StoredObject object) {
        long end() {
            return offset + object.sizeBytes();
        }
    }

    /** The key of a part. {@link #join} reads its name. */
    static ObjectKey key(ImageState.Receiving upload, PartToken token) {
        PartToken previous = upload.progress().last();
        return new ObjectKey(new ObjectPrefix(upload.id()), "part-%d-%s-%s".formatted(
                upload.progress().offset(), previous == null ? "first" : previous.value(), token.value()));
    }

    /** Copies all parts into one file and passes it to the function. The result is empty if one is missing. */
    <T> Optional<T> join(ImageState.Receiving upload, Function<Content, T> function) {
        return chain(upload).flatMap(objects -> TemporaryCopy.use(store, objects, spoolFolder, function));
    }

    /** Whether an object is one of the parts. */
    boolean contains(ImageState.Receiving upload, ObjectKey key) {
        return chain(upload).stream().flatMap(List::stream).anyMatch(object -> object.key().equals(key));
    }

    /** From the last part to the first. Parts of appends that were overtaken are in no chain. */
    private Optional<List<StoredObject>> chain(ImageState.Receiving upload) {
        Map<String, Part> byToken = new HashMap<>();
        for (StoredObject object : store.list(new ObjectPrefix(upload.id()))) {
            Matcher name = NAME.matcher(object.key().name());
            if (name.matches()) {
                byToken.put(name.group(3), new Part(Long.parseLong(name.group(1)), name.group(2), object));
            }
        }
        Deque<StoredObject> objects = new ArrayDeque<>();
        PartToken last = upload.progress().last();
        String token = last == null ? "" : last.value();
        for (long end = upload.progress().offset(); end > 0;) {
            Part part = byToken.remove(token);
            if (part == null || part.end() != end) {
                return Optional.empty();
            }
            objects.addFirst(part.object());
            token = part.previous();
            end = part.offset();
        }
        return Optional.of(List.copyOf(objects));
    }
}
