package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PLACEHOLDER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import java.util.List;
import java.util.stream.Stream;

/** Changes ready images. Thread-safe. */
public final class Revisions {
    private final ImageWrites writes;
    private final ImageReader images;
    private final Timelines timelines;

    public Revisions(Table table, Timelines timelines) {
        this.writes = new ImageWrites(table);
        this.images = new ImageReader(table);
        this.timelines = timelines;
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#revise}. */
    public Revision revise(Image current, Image next) {
        Image expected = current;
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            Image revised = next.placeholder() == null ? next.withPlaceholder(expected.placeholder()) : next;
            switch (replace(expected, revised)) {
                case Write.Done() -> {
                    return Revision.REVISED;
                }
                case Write.Refused(var found) -> {
                    if (found == null || !(ImageItemReader.state(found) instanceof ImageState.Ready(Image other))) {
                        return Revision.NOT_FOUND;
                    }
                    // The response to the first attempt was lost, and the SDK repeated the request.
                    if (other.withPlaceholder(revised.placeholder()).equals(revised)) {
                        return Revision.REVISED;
                    }
                    if (other.version() != current.version()) {
                        return Revision.VERSION_MISMATCH;
                    }
                    // A placeholder was added in the meantime.
                    expected = other;
                }
            }
        }
        throw ImageWrites.conflicts(current.id());
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#addPlaceholder}. */
    public void addPlaceholder(ImageId id, String placeholder) {
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            Image image = images.find(id).orElse(null);
            if (image == null || image.placeholder() != null
                    || replace(image, image.withPlaceholder(placeholder)) instanceof Write.Done) {
                return;
            }
        }
        throw ImageWrites.conflicts(id);
    }

    private Write replace(Image current, Image next) {
        String placeholder = current.placeholder();
        Condition isCurrent = Condition.state(STATE_READY)
                .and(Condition.is(VERSION, number(current.version())))
                .and(Condition.is(PLACEHOLDER, placeholder == null ? null : text(placeholder)));
        List<Tag> kept = next.details().tags().values();
        Stream<Tag> lost = current.details().tags().values().stream().filter(tag -> !kept.contains(tag));
        return writes.execute(
                writes.replace(timelines.ready(next), isCurrent),
                // The items of kept tags change too, because each is a copy of the whole image.
                Stream.concat(writes.putTags(next).stream(), writes.deleteTags(current, lost).stream()).toList());
    }
}
