package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
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
 * The fields of an upload besides the picture, collected in any order. An empty text means that the field was left blank, as in an HTML
 * form. Not thread-safe.
 */
public final class UploadFields {
    /** All fields of one upload together, in bytes of UTF-8. */
    static final int MAX_BYTES = 64 * 1024;

    /** Counted before blank and repeated tags are removed. */
    static final int MAX_TAGS = 1_000;

    private static final String TAGS = "tags";
    private static final Set<String> SINGLE = Set.of("user_id", "filename", "title", "description", "visibility");

    private final Map<String, String> texts = new HashMap<>();
    private final List<String> tags = new ArrayList<>();
    private @Nullable String nameOfFile;
    private int bytes;

    /** Refuses a name that is not a field of an upload. */
    static void requireKnown(String name) {
        if (!SINGLE.contains(name) && !name.equals(TAGS)) {
            throw ProblemException.invalid(name,
                    "is not a field of an upload: there are file, user_id, filename, title, description, tags, visibility");
        }
    }

    /** How many bytes the next text may have. */
    int bytesLeft() {
        return MAX_BYTES - bytes;
    }

    /** Adds a field of a form or a query. There {@code tags} may be repeated, and each may contain several tags with commas between them. */
    public void add(String name, String text) {
        requireKnown(name);
        count(name, text);
        if (name.equals(TAGS)) {
            if (!text.isBlank()) {
                List.of(text.split(",", -1)).forEach(this::addCountedTag);
            }
        } else if (texts.putIfAbsent(name, text) != null) {
            throw ProblemException.invalid(name, "must be given once");
        }
    }

    /**
     * Adds all parameters of a query as fields.
     *
     * @param query the raw query of the request
     */
    public void addQuery(@Nullable String query) {
        Parameters.parseAny(query).all().forEach((name, texts) -> texts.forEach(text -> add(name, text)));
    }

    /** Adds the fields of a JSON object. There each element of {@code tags} is one tag. */
    public void addAll(
            @Nullable String userId,
            @Nullable String filename,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> newTags,
            @Nullable String visibility) {
        addIfPresent("user_id", userId);
        addIfPresent("filename", filename);
        addIfPresent("title", title);
        addIfPresent("description", description);
        addIfPresent("visibility", visibility);
        if (newTags != null) {
            for (String tag : newTags) {
                count(TAGS, tag);
                addCountedTag(tag);
            }
        }
    }

    private void addIfPresent(String name, @Nullable String text) {
        if (text != null) {
            add(name, text);
        }
    }

    /** An empty tag has no bytes, therefore the number of tags is limited too. */
    private void addCountedTag(String tag) {
        if (tags.size() == MAX_TAGS) {
            throw ProblemException.invalid(TAGS,
                    "has more than " + MAX_TAGS + " entries: an image has at most 30 tags");
        }
        tags.add(tag);
    }

    /** Sets the name that the file itself was sent with. A field {@code filename} takes precedence over it. */
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
        return ProblemException.invalid(name, "is too long: all fields except the file may have 64 KiB together");
    }

    /** @throws dev.darkroom.domain.model.InvalidValueException if a field has an invalid value */
    public UploadImage.Command command(Actor actor, Content content, @Nullable IdempotencyKey key) {
        return new UploadImage.Command(actor, owner(actor), filename(), details(), content, key, false);
    }

    /** @throws dev.darkroom.domain.model.InvalidValueException if a field has an invalid value */
    public StartUpload.Command directUpload(
            Actor actor, ContentType contentType, long sizeBytes, boolean returnsExisting) {
        return new StartUpload.Command(
                actor, owner(actor), filename(), details(), contentType, sizeBytes, returnsExisting);
    }

    /**
     * @param length null if a later request tells it
     * @param metadata the client's own text; null for none
     * @throws dev.darkroom.domain.model.InvalidValueException if a field has an invalid value
     */
    public StartResumableUpload.Command resumableUpload(
            Actor actor, @Nullable Long length, @Nullable String metadata, boolean returnsExisting) {
        return new StartResumableUpload.Command(
                actor, owner(actor), filename(), details(), length, metadata, returnsExisting);
    }

    /** A user who is signed in may leave the owner out. */
    private @Nullable UserId owner(Actor actor) {
        String text = text("user_id");
        if (text == null && actor instanceof Actor.Anyone) {
            throw ProblemException.invalid("user_id", "is required: the owner of the picture");
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
        return text == null ? Visibility.PRIVATE : ApiNames.visibility(text);
    }

    private @Nullable String text(String name) {
        String text = texts.get(name);
        return text == null || text.isEmpty() ? null : text;
    }
}
