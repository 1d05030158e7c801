package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An image as clients see it. The fields have the order of the components. */
public record ImageJson(
        String imageId,
        String userId,
        String filename,
        String contentType,
        long size,
        int width,
        int height,
        String sha256,
        @Nullable String receivedSha256,
        @Nullable String title,
        @Nullable String description,
        List<String> tags,
        String visibility,
        @Nullable String takenAt,
        @Nullable String contentCredentials,
        @Nullable String placeholder,
        String createdAt,
        String updatedAt,
        long version) {

    public static ImageJson of(Image image) {
        return new ImageJson(
                image.id().toString(),
                image.owner().value(),
                image.filename().value(),
                image.contentType().mediaType(),
                image.sizeBytes(),
                image.dimensions().width(),
                image.dimensions().height(),
                image.sha256().hex(),
                image.receivedSha256() == null ? null : image.receivedSha256().hex(),
                image.details().title(),
                image.details().description(),
                image.details().tags().values().stream().map(Tag::value).toList(),
                image.details().visibility().name().toLowerCase(Locale.ROOT),
                image.takenAt() == null ? null : Times.format(image.takenAt()),
                ContentCredentials.text(image.contentCredentials()),
                image.placeholder(),
                Times.format(image.createdAt()),
                Times.format(image.updatedAt()),
                image.version());
    }
}
