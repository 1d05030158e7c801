package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Returns the metadata of one image and a presigned URL for its original or a rendition. Thread-safe. */
public interface ViewImage {
    /**
     * Returns the image and a presigned URL. A rendition is made when it is first requested, and stored for as long as the
     * image.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable; for a
     *     rendition, also when the store is unavailable or too many renditions are being made
     */
    Result view(Query query);

    /**
     * The image, and the kind of URL.
     *
     * @param rendition null for the original
     */
    record Query(Actor actor, ImageId id, Address address, @Nullable RenditionChoice rendition) {}

    /** The kind of URL. */
    sealed interface Address {
        /**
         * A new URL.
         *
         * @param validity in whole seconds, from 1 second to 7 days
         * @param download how a browser saves the picture, or null to show it
         */
        record Fresh(Duration validity, @Nullable Download download) implements Address {}

        /** The URL that all viewers get for a while, so that caches work. A browser shows the picture. */
        record Steady() implements Address {}
    }

    /**
     * The requested rendition.
     *
     * @param name of a definition of this server
     * @param formats the accepted formats, the preferred one first; at least one
     */
    record RenditionChoice(String name, List<ContentType> formats) {
        public RenditionChoice {
            formats = List.copyOf(formats);
        }
    }

    /** The name under which a browser saves a picture. Its extension is changed to match the type. */
    sealed interface Download {
        /** The name with which the picture was uploaded; for a rendition, with the rendition's name and extension. */
        record AsUploaded() implements Download {}

        /** This name. */
        record As(Filename filename) implements Download {}
    }

    /** The result of {@link #view}. */
    sealed interface Result {
        /**
         * The image and the URL of the picture.
         *
         * @param renditions the available renditions with the sizes that they have or will have, in the order of their
         *     definitions
         */
        record Found(Image image, PresignedUrl url, SequencedMap<RenditionDefinition, Dimensions> renditions)
                implements Result {}

        /** There is no such image, or the actor may not see it. */
        record NotFound() implements Result {}

        /**
         * No definition has the name of the requested rendition. Whether the image exists is not known.
         *
         * @param names those of the definitions
         */
        record UnknownRendition(List<String> names) implements Result {
            public UnknownRendition {
                names = List.copyOf(names);
            }
        }

        /**
         * The image exists, but this rendition can't be made of it.
         *
         * @param detail a sentence for the client
         */
        record RenditionUnavailable(String detail) implements Result {}

        /**
         * The image exists, but its pixels can't be decoded.
         *
         * @param detail a sentence for the client
         */
        record Undecodable(String detail) implements Result {}
    }
}
