package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What every answer told, and what was asked for and not answered. Thread-safe. */
final class Model {
    /** From here on clients rather delete, so that looking at everything stays quick. */
    private static final int MANY = 50;

    private final Map<String, Picture> pictures = new ConcurrentHashMap<>();
    /** Images that a client is changing, or whose state is not known. */
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    /** Deleted ones in the order of their deletion. */
    private final List<String> deleted = new ArrayList<>();
    /** Uploads that were not answered, by their file names. */
    private final Map<String, Attempt> open = new ConcurrentHashMap<>();
    /** What was answered to uploads with a key, since the last check. */
    private final Map<Attempt, JsonNode> keyed = new ConcurrentHashMap<>();
    private final Map<String, DirectUpload> directUploads = new ConcurrentHashMap<>();
    /** File names of direct uploads whose start was not answered: their rows stay for a day. */
    private final Set<String> unknownStarts = ConcurrentHashMap.newKeySet();
    /** Direct uploads whose cancellation was never answered: their bytes may stay for a day, too. */
    private final Set<String> halfCancelled = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();

    /** A number that nobody had before. */
    long next() {
        return number.incrementAndGet();
    }

    boolean hasMany() {
        return pictures.size() > MANY;
    }

    void begin(Attempt attempt) {
        open.put(attempt.filename(), attempt);
    }

    /** An upload was answered with its image. */
    Picture acknowledge(Attempt attempt, JsonNode image) {
        assertThat(attempt.made(image)).as("%s answered %s", attempt, image).isTrue();
        Picture picture = new Picture(image);
        if (attempt.keyed()) {
            keyed.put(attempt, image);
        }
        pictures.put(picture.id(), picture);
        open.remove(attempt.filename());
        return picture;
    }

    /** A direct upload is being started. */
    void beginDirect(Attempt attempt) {
        unknownStarts.add(attempt.filename());
    }

    DirectUpload startedDirect(Attempt attempt, JsonNode started) {
        DirectUpload upload = new DirectUpload(attempt, started);
        directUploads.put(upload.id(), upload);
        open.put(attempt.filename(), attempt);
        unknownStarts.remove(attempt.filename());
        return upload;
    }

    Picture completedDirect(DirectUpload upload, JsonNode image) {
        assertThat(image.path("image_id").asText()).isEqualTo(upload.started().path("image_id").asText());
        Picture picture = acknowledge(upload.attempt(), image);
        directUploads.remove(upload.id());
        return picture;
    }

    /** A direct upload was cancelled, or can be no longer completed because of that. */
    void cancelledDirect(DirectUpload upload) {
        directUploads.remove(upload.id());
        open.remove(upload.attempt().filename());
        synchronized (deleted) {
            deleted.add(upload.id());
        }
    }

    /** A cancellation was asked for and not answered, and can't be asked for again. */
    void halfCancelledDirect(DirectUpload upload) {
        halfCancelled.add(upload.id());
        cancelledDirect(upload);
    }

    /** Whether the bytes of a cancelled upload may be there still. */
    boolean mayHaveBytes(String id) {
        DirectUpload upload = directUploads.get(id);
        return halfCancelled.contains(id) || (upload != null && upload.isCancellationAsked());
    }

    Collection<DirectUpload> directUploads() {
        return List.copyOf(directUploads.values());
    }

    @Nullable
    DirectUpload directUpload(String id) {
        return directUploads.get(id);
    }

    boolean isUnknownStart(String filename) {
        return unknownStarts.contains(filename);
    }

    /** Takes an image to change it, so that no two clients change the same; null when there is none. */
    @Nullable
    Picture claimOne(Random random) {
        for (Picture picture : fromAnywhere(random)) {
            if (claimed.add(picture.id())) {
                // Somebody may have deleted it since the list was made.
                if (!picture.isDeleted()) {
                    return picture;
                }
                claimed.remove(picture.id());
            }
        }
        return null;
    }

    /** Gives an image back whose change was answered. */
    void release(Picture picture) {
        claimed.remove(picture.id());
    }

    /** An image to look at, whatever happens to it; null when there is none. */
    @Nullable
    Picture any(Random random) {
        List<Picture> all = fromAnywhere(random);
        return all.isEmpty() ? null : all.getFirst();
    }

    private List<Picture> fromAnywhere(Random random) {
        List<Picture> all = new ArrayList<>(pictures.values());
        Collections.shuffle(all, random);
        return all;
    }

    /** The deletion of a claimed image was answered. */
    void acknowledgeDeletion(Picture picture) {
        picture.acknowledgeDeletion();
        pictures.remove(picture.id());
        claimed.remove(picture.id());
        synchronized (deleted) {
            deleted.add(picture.id());
        }
    }

    Collection<Picture> pictures() {
        return List.copyOf(pictures.values());
    }

    /** The ids of up to so many images, those that were deleted last. */
    List<String> lastDeleted(int most) {
        synchronized (deleted) {
            return List.copyOf(deleted.subList(Math.max(0, deleted.size() - most), deleted.size()));
        }
    }

    /** Uploads with a key that were not answered. */
    List<Attempt> openKeyed() {
        return open.values().stream().filter(Attempt::keyed).toList();
    }

    Map<Attempt, JsonNode> answeredKeyed() {
        return Map.copyOf(keyed);
    }

    /**
     * Holds what all lists show after a crash against what was told, and settles what was uncertain by it.
     *
     * @return how many of the uncertain changes were made
     */
    int settle(Map<String, JsonNode> shown) {
        int made = 0;
        for (Picture picture : pictures()) {
            JsonNode image = shown.get(picture.id());
            if (image == null) {
                assertThat(picture.mayBeGone()).as("lost: %s", picture.acknowledged()).isTrue();
                acknowledgeDeletion(picture);
                made++;
            } else {
                assertThat(picture.mayShow(image, picture.position()))
                        .as("altered: %s was told last, %s is shown", picture.acknowledged(), image)
                        .isTrue();
                made += image.equals(picture.acknowledged()) ? 0 : 1;
                picture.settle(image);
            }
        }
        List<JsonNode> unknown = shown.values()
                .stream()
                .filter(image -> !pictures.containsKey(image.path("image_id").asText()))
                .toList();
        for (JsonNode image : unknown) {
            String id = image.path("image_id").asText();
            assertThat(deleted).as("returned: %s", image).doesNotContain(id);
            Attempt attempt = open.get(image.path("filename").asText());
            assertThat(attempt).as("of no upload, or a second one of the same: %s", image).isNotNull();
            DirectUpload direct = directUploads.get(id);
            assertThat(direct == null || direct.isCompletionAsked()).as("never completed: %s", image).isTrue();
            // A direct upload is completed once more, and one with a key repeated: they stay open.
            boolean repeated = attempt.keyed() || direct != null;
            Picture picture = acknowledge(attempt, image);
            if (repeated) {
                open.put(attempt.filename(), attempt);
                keyed.remove(attempt);
            }
            assertThat(picture.id()).isEqualTo(id);
            made++;
        }
        claimed.clear();
        return made;
    }

    /** The picture with an id, or null. */
    @Nullable
    Picture picture(String id) {
        return pictures.get(id);
    }

    /** Whatever is open still was not done, and never may be. */
    void forgetWhatWasNotDone() {
        open.values().removeIf(
                attempt -> directUploads.values().stream().noneMatch(direct -> direct.attempt().equals(attempt)));
        keyed.clear();
    }
}
