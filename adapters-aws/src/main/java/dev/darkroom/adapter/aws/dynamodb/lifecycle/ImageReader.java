package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.META;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the row of an image from the table, strongly consistently. Thread-safe. */
public record ImageReader(Table table) {
    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#find}. */
    public Optional<Image> find(ImageId id) {
        return state(id)
                .flatMap(state -> state instanceof ImageState.Ready(Image image) ? Optional.of(image)
                        : Optional.empty());
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#state}. */
    public Optional<ImageState> state(ImageId id) {
        return row(id).map(ImageItemReader::state);
    }

    Optional<Map<String, AttributeValue>> row(ImageId id) {
        return table.get(TableLayout.imageKey(id), META);
    }
}
