package dev.darkroom.domain.port.in;

import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.PresignedUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gives one image's metadata and an address to fetch it from. Thread-safe. */
public interface ViewImage {
    /**
     * Gives the image and a new presigned URL for its original.
     *
     * @throws dev.darkroom.domain.port.out.StorageException.Unavailable when the catalogue is out of reach
     */
    Result view(Query query);

    /**
     * Which image, and what its address shall be like.
     *
     * @param validity how long the address shall work, in whole seconds from 1 s to 7 days
     * @param download whether and how the address makes a browser save the picture, or null to show it
     */
    record Query(ImageId id, Duration validity, @Nullable Download download) {}

    /** How a picture is saved. */
    sealed interface Download {
        /** Under the name it was uploaded with. */
        record AsUploaded() implements Download {}

        /** Under this name. */
        record As(Filename filename) implements Download {}
    }

    /** What became of the query. */
    sealed interface Result {
        /** The image and where to fetch it. */
        record Found(Image image, PresignedUrl url) implements Result {}

        /** There is no such image. */
        record NotFound() implements Result {}
    }
}
