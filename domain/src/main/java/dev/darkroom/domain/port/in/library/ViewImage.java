package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.object.RenditionName;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Gives one image's metadata and an address to fetch the picture from, in its own size or a smaller one. Thread-safe. */
public interface ViewImage {
    /**
     * Gives the image and a presigned URL for its original or a rendition. A rendition is made when it is first asked for,
     * and kept in the store for as long as the image.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is out of reach; for a
     *     rendition, also when the store is, or when too many renditions are being made just now
     */
    Result view(Query query);

    /**
     * Which image, and what its address shall be like.
     *
     * @param rendition which one, or null for the original
     */
    record Query(Actor actor, ImageId id, Address address, @Nullable RenditionChoice rendition) {}

    /** What an address shall be like. */
    sealed interface Address {
        /**
         * A new one.
         *
         * @param validity how long it shall work, in whole seconds from 1 s to 7 days
         * @param download whether and how it makes a browser save the picture, or null to show it
         */
        record Fresh(Duration validity, @Nullable Download download) implements Address {}

        /** The same as other viewers get for a while, so that caches work; it shows the picture. */
        record Steady() implements Address {}
    }

    /**
     * Which rendition.
     *
     * @param formats those that will do, the one liked best first; at least one
     */
    record RenditionChoice(RenditionName name, List<ContentType> formats) {
        public RenditionChoice {
            formats = List.copyOf(formats);
        }
    }

    /** How a picture is saved; its extension is made to match its type. */
    sealed interface Download {
        /** Under the name it was uploaded with; a rendition has its own name and extension put to it. */
        record AsUploaded() implements Download {}

        /** Under this name. */
        record As(Filename filename) implements Download {}
    }

    /** What became of the query. */
    sealed interface Result {
        /**
         * The image and where to fetch the picture.
         *
         * @param renditions those that can be had of it, with their sizes, smallest first
         */
        record Found(Image image, PresignedUrl url, SequencedMap<RenditionName, Dimensions> renditions)
                implements Result {}

        /** There is no such image, or none that the actor may see. */
        record NotFound() implements Result {}

        /**
         * There is such an image, but not this rendition of it, and there won't be.
         *
         * @param detail a sentence for whoever asked
         */
        record RenditionUnavailable(String detail) implements Result {}

        /**
         * There is such an image, but its pixels can't be decoded.
         *
         * @param detail a sentence for the client
         */
        record Undecodable(String detail) implements Result {}
    }
}
