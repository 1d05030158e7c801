package dev.darkroom.domain.service.rendition;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes the renditions of an image whose definitions have changed or no longer exist. A server with the old definitions may
 * still sign their URLs, and signed URLs are used for up to a week. Therefore an old rendition stays until one of the new
 * definition of its name has been stored for eight days; if its name has no definition, until it is eight days old itself. If
 * there are more renditions than all names and formats can have, the oldest old ones are removed at once. Thread-safe.
 */
final class OldRenditions {
    /** A day more than a URL is valid. */
    private static final Duration GRACE = UrlSigner.MAX_VALIDITY.plusDays(1);

    /** The maximum number of renditions that an image keeps. */
    static final int MAX_RENDITIONS = RenditionDefinitions.MAX_NAMES * Rendition.FORMATS.size();

    private final BlobStore store;
    private final RenditionDefinitions definitions;
    private final InstantSource clock;

    OldRenditions(BlobStore store, RenditionDefinitions definitions, InstantSource clock) {
        this.store = store;
        this.definitions = definitions;
        this.clock = clock;
    }

    private record Stored(Rendition rendition, StoredObject object) {
        boolean isBefore(Instant time) {
            return object.lastModified().isBefore(time);
        }

        String name() {
            return rendition.definition().name();
        }
    }

    /** If the store fails, the rest is removed with the next rendition of the image. */
    void removeFrom(ImageId id) {
        try {
            List<Stored> all = store.list(new ObjectPrefix(id)).stream()
                    .flatMap(object -> Rendition.of(object.key())
                            .map(rendition -> new Stored(rendition, object))
                            .stream())
                    .toList();
            List<Stored> old = all.stream()
                    .filter(this::isOld)
                    .sorted(Comparator.comparing(stored -> stored.object().lastModified()))
                    .toList();
            Instant before = clock.instant().minus(GRACE);
            List<Stored> ended = old.stream().filter(stored -> isEnded(stored, all, before)).toList();
            long surplus = Math.max(0, all.size() - ended.size() - MAX_RENDITIONS);
            Stream<Stored> inTheWay = old.stream().filter(stored -> !ended.contains(stored)).limit(surplus);
            Stream.concat(ended.stream(), inTheWay).forEach(stored -> store.delete(stored.object().key()));
        } catch (StorageException failed) {
            // They harm nobody, except that they need space.
        }
    }

    /**
     * Removes the old renditions of an image of which the service may not make new ones. The first call leaves a note, and a call that finds the
     * note eight days later removes them: until then, servers with the old definitions and their URLs may use them.
     */
    void sweep(ImageId id) {
        ObjectKey note = ObjectKey.outdated(id, fingerprint());
        List<StoredObject> all = store.list(new ObjectPrefix(id));
        all.stream()
                .map(StoredObject::key)
                .filter(key -> key.isOutdatedNote() && !key.equals(note))
                .forEach(store::delete);
        List<ObjectKey> old = all.stream().map(StoredObject::key).filter(this::isOld).toList();
        Optional<StoredObject> noted = all.stream().filter(object -> object.key().equals(note)).findFirst();
        if (!old.isEmpty() && noted.isEmpty()) {
            store.putUnchecked(note, Content.of(new byte[0]), ContentType.JPEG);
        } else if (noted.isPresent()
                && (old.isEmpty() || noted.get().lastModified().isBefore(clock.instant().minus(GRACE)))) {
            old.forEach(store::delete);
            store.delete(note);
        }
    }

    /** Different for other definitions. */
    private String fingerprint() {
        byte[] text = definitions.all().toString().getBytes(StandardCharsets.UTF_8);
        return Checksum.of(Checksum.newDigest().digest(text)).hex().substring(0, 16);
    }

    /** Whether an object is a rendition of a definition that this server does not have. */
    boolean isOld(ObjectKey key) {
        return Rendition.of(key).filter(this::isOld).isPresent();
    }

    private boolean isOld(Stored stored) {
        return isOld(stored.rendition());
    }

    private boolean isOld(Rendition rendition) {
        RenditionDefinition definition = rendition.definition();
        return definitions.find(definition.name()).filter(definition::equals).isEmpty();
    }

    /** Whether nobody uses an old rendition any more. */
    private boolean isEnded(Stored old, List<Stored> all, Instant before) {
        if (definitions.find(old.name()).isEmpty()) {
            return old.isBefore(before);
        }
        return all.stream()
                .anyMatch(other -> other.name().equals(old.name())
                        && !isOld(other)
                        && other.isBefore(before)
                        && old.isBefore(other.object().lastModified()));
    }
}
