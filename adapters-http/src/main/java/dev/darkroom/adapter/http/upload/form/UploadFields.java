package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.json.Names;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an upload says about its picture, gathered in any order. A text that is empty says nothing, as a form's field that
 * was left blank. Not thread-safe.
 */
public final class UploadFields {
    /** Of all texts of one upload together, in bytes of UTF-8. */
    public static final int MAX_BYTES = 64 * 1024;

    /** Before blank and repeated ones are left out. */
    static final int MAX_TAGS = 1_000;

    private static final String TAGS = "tags";
    private static final Set<String> SINGLE = Set.of("user_id", "filename", "title", "description", "visibility");

    private final Map<String, String> texts = new HashMap<>();
    private final List<String> tags = new ArrayList<>();
    private @Nullable String nameOfFile;
    private int bytes;

    /** Refuses a name that no upload has. */
    static void requireKnown(String name) {
        if (!isKnown(name)) {
            throw ProblemException.invalid(name,
                    "is not a field of an upload: there are file, user_id, filename, title, description, tags, visibility");
        }
    }

    public static boolean isKnown(String name) {
        return SINGLE.contains(name) || name.equals(TAGS);
    }

    /** How many bytes the next text may have. */
    int bytesLeft() {
        return MAX_BYTES - bytes;
    }

    /** One field as a form sends it; tags can come several times and several at once, with commas between them. */
    void add(String name, String text) {
        requireKnown(name);
        count(name, text);
        if (name.equals(TAGS)) {
            if (!text.isBlank()) {
                List.of(text.split(",", -1)).forEach(this::keepTag);
            }
        } else if (texts.putIfAbsent(name, text) != null) {
            throw ProblemException.invalid(name, "must be given once");
        }
    }

    /** One tag as it is. */
    void addTag(String tag) {
        count(TAGS, tag);
        keepTag(tag);
    }

    /** An empty tag has no bytes, so their number is limited as well. */
    private void keepTag(String tag) {
        if (tags.size() == MAX_TAGS) {
            throw ProblemException.invalid(TAGS,
                    "has more than " + MAX_TAGS + " entries: an image has at most 30 tags");
        }
        tags.add(tag);
    }

    /** The name that the file itself came with; a field {@code filename} goes before it. */
    void nameOfFile(@Nullable String name) {
        nameOfFile = name;
    }

    private void count(String name, String text) {
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw tooLong(name);
        }
    }

    static ProblemException tooLong(String name) {
        return ProblemException.invalid(name, "is too long: all fields but the file may have 64 KiB together");
    }

    /** @throws dev.darkroom.domain.model.InvalidValueException when a text does not fit */
    public UploadImage.Command command(Actor actor, Content content, @Nullable IdempotencyKey key) {
        return new UploadImage.Command(actor, owner(actor), filename(), details(), content, key);
    }

    /** @throws dev.darkroom.domain.model.InvalidValueException when a text does not fit */
    public StartUpload.Command directUpload(Actor actor, ContentType contentType, long sizeBytes) {
        return new StartUpload.Command(actor, owner(actor), filename(), details(), contentType, sizeBytes);
    }

    /** Whoever signed in need not say it. */
    private @Nullable UserId owner(Actor actor) {
        String text = text("user_id");
        if (text == null && actor instanceof Actor.Anyone) {
            throw ProblemException.invalid("user_id", "is required: say whose picture it is");
        }
        return text == null ? null : new UserId(text);
    }

    private @Nullable Filename filename() {
        String text = text("filename");
        String sent = text == null ? nameOfFile : text;
        return sent == null ? null : Filename.from(sent).orElse(null);
    }

    private ImageDetails details() {
        return new ImageDetails(text("title"), text("description"), Tags.of(tags), visibility());
    }

    private Visibility visibility() {
        String text = text("visibility");
        return text == null ? Visibility.PRIVATE : Names.visibility(text);
    }

    private @Nullable String text(String name) {
        String text = texts.get(name);
        return text == null || text.isEmpty() ? null : text;
    }
}
