package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.ImageId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code image_ids} of a request for several images.
 *
 * @param texts the different texts, in the order of the request
 */
record RequestedIds(LinkedHashSet<String> texts) {
    private static final String FIELD = "image_ids";

    static RequestedIds of(@Nullable List<String> texts, int maxCount) {
        if (texts == null) {
            throw ProblemException.invalid(FIELD, "is required: list the ids of the images");
        }
        if (texts.size() > maxCount) {
            throw ProblemException.invalid(FIELD,
                    "must be at most %d: send the others in another request".formatted(maxCount));
        }
        return new RequestedIds(new LinkedHashSet<>(texts));
    }

    /** The images. A text that is not an id names no image, as in a path. */
    Set<ImageId> ids() {
        return texts.stream().map(ImageId::parse).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }
}
