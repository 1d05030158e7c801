package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_LAST;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_LENGTH;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_OFFSET;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Advance;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Advances resumable uploads, by one conditional write each. Thread-safe. */
public final class Appends {
    private final Table table;
    private final ImageWrites writes;

    public Appends(Table table) {
        this.table = table;
        this.writes = new ImageWrites(table);
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#advance}. */
    public Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        Map<String, AttributeValue> progress = ImageItems.progress(next);
        Map<String, AttributeValue> values = new HashMap<>();
        progress.forEach((name, value) -> values.put(":" + name, value));
        String assignments =
                progress.keySet().stream().map(name -> name + " = :" + name).collect(Collectors.joining(", "));
        PartToken last = current.last();
        Long length = current.length();
        Condition isCurrent = Condition.state(STATE_PENDING)
                .and(Condition.is(UPLOAD_OFFSET, number(current.offset())))
                .and(Condition.is(UPLOAD_LAST, last == null ? null : text(last.value())))
                .and(Condition.is(UPLOAD_LENGTH, length == null ? null : number(length)));
        return switch (table.write(writes.update(ImageItems.key(id), "SET " + assignments, values, isCurrent))) {
            case Write.Done() -> Advance.ADVANCED;
            case Write.Refused(var found) -> {
                if (found == null || !(ImageItemReader.state(found) instanceof ImageState.Receiving upload)) {
                    yield Advance.NOT_RECEIVING;
                }
                // The response to the first attempt was lost, and the SDK repeated the request.
                yield upload.progress().equals(next) ? Advance.ADVANCED : Advance.OVERTAKEN;
            }
        };
    }
}
