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

/** All acknowledged state, and the requests without a response. Thread-safe. */
final class Model {
    /** With more pictures, clients delete more often, so that the checks stay fast. */
    private static final int MANY_PICTURES = 50;

    private final Map<String, Picture> pictures = new ConcurrentHashMap<>();
    /** Images that a client is changing, or whose state is uncertain. */
    private final Set<String> locked = ConcurrentHashMap.newKeySet();
    /** Ids of deleted images, in the order of their deletion. */
    private final List<String> deleted = new ArrayList<>();
    private final Set<String> deletedPictures = ConcurrentHashMap.newKeySet();
    /** Uploads without a response, by file name. */
    private final Map<String, Attempt> open = new ConcurrentHashMap<>();
    /** File names of uploads that were never acknowledged. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    /** Responses to uploads with a key, since the last check. */
    private final Map<Attempt, JsonNode> keyed = new ConcurrentHashMap<>();
    private final Map<String, DirectUpload> directUploads = new ConcurrentHashMap<>();
    /** All resumable uploads, by id. The rows of finished and cancelled ones stay for a day too. */
    private final Map<String, ResumableUpload> resumableUploads = new ConcurrentHashMap<>();
    /** File names of uploads whose start had no response. Their rows stay for a day. */
    private final Set<String> unknownStarts = ConcurrentHashMap.newKeySet();
    /** Direct uploads whose cancellation had no response. Their bytes can stay for a day too. */
    private final Set<String> halfCancelled = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();

    /** Returns a unique number. */
    long next() {
        return number.incrementAndGet();
    }

    boolean hasMany() {
        return pictures.size() > MANY_PICTURES;
    }

    void begin(Attempt attempt) {
        open.put(attempt.filename(), attempt);
    }

    /** Records the response to an upload. */
    Picture acknowledge(Attempt attempt, JsonNode image) {
        assertThat(attempt.hasResult(image)).as("%s answered %s", attempt, image).isTrue();
        Picture picture = new Picture(image);
        if (attempt.keyed()) {
            keyed.put(attempt, image);
        }
        pictures.put(picture.id(), picture);
        open.remove(attempt.filename());
        return picture;
    }

    /** Records the request to start a direct or resumable upload. */
    void beginStart(Attempt attempt) {
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

    /** Records that a direct upload is cancelled. */
    void cancelledDirect(DirectUpload upload) {
        directUploads.remove(upload.id());
        open.remove(upload.attempt().filename());
        synchronized (deleted) {
            deleted.add(upload.id());
        }
    }

    /** Records a cancellation without a response that cannot be repeated. */
    void halfCancelledDirect(DirectUpload upload) {
        halfCancelled.add(upload.id());
        cancelledDirect(upload);
    }

    /** Records the response to the start of a resumable upload. */
    ResumableUpload startedResumable(Attempt attempt, ResumableUpload upload) {
        resumableUploads.put(upload.id(), upload);
        open.put(attempt.filename(), attempt);
        unknownStarts.remove(attempt.filename());
        return upload;
    }

    void finishedResumable(ResumableUpload upload, JsonNode image) {
        upload.ended(acknowledge(upload.attempt(), image));
    }

    /** Records that a resumable upload is cancelled. If all its bytes were sent, it may have made an image before, which stays. */
    void cancelledResumable(ResumableUpload upload) {
        upload.ended(null);
        if (!upload.isWholeSent()) {
            open.remove(upload.attempt().filename());
        }
    }

    /** All resumable uploads that have ended, or all that have not. */
    List<ResumableUpload> resumableUploads(boolean ended) {
        return resumableUploads.values().stream().filter(upload -> upload.hasEnded() == ended).toList();
    }

    @Nullable
    ResumableUpload resumableUpload(String id) {
        return resumableUploads.get(id);
    }

    /** Whether the bytes of a cancelled upload may still exist. */
    boolean mayHaveBytes(String id) {
        DirectUpload direct = directUploads.get(id);
        if (direct != null) {
            return direct.isCancellationRequested();
        }
        ResumableUpload resumable = resumableUploads.get(id);
        if (resumable != null) {
            return resumable.isUncertain();
        }
        return halfCancelled.contains(id) || mayBeImageOfCancelled(id);
    }

    /** Whether this may be the image of a resumable upload that was cancelled while its image was being made. */
    private boolean mayBeImageOfCancelled(String id) {
        return !deleted.contains(id) && resumableUploads.values().stream().anyMatch(
                upload -> upload.isCancellationRequested() && upload.isUncertain() && upload.isWholeSent());
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

    int unknownStarts() {
        return unknownStarts.size();
    }

    /** Locks any image for a change, so that only one client changes it. Null if there is none. */
    @Nullable
    Picture lockAny(Random random) {
        for (Picture picture : shuffled(random)) {
            if (locked.add(picture.id())) {
                // Another client may have deleted it in the meantime.
                if (!picture.isDeleted()) {
                    return picture;
                }
                locked.remove(picture.id());
            }
        }
        return null;
    }

    /** Unlocks an image whose change was acknowledged. */
    void release(Picture picture) {
        locked.remove(picture.id());
    }

    /** Any image, which other clients may change or delete. Null if there is none. */
    @Nullable
    Picture any(Random random) {
        List<Picture> all = shuffled(random);
        return all.isEmpty() ? null : all.getFirst();
    }

    private List<Picture> shuffled(Random random) {
        List<Picture> all = new ArrayList<>(pictures.values());
        Collections.shuffle(all, random);
        return all;
    }

    /** Records the response to the deletion of a locked image. */
    void acknowledgeDeletion(Picture picture) {
        picture.acknowledgeDeletion();
        pictures.remove(picture.id());
        locked.remove(picture.id());
        deletedPictures.add(picture.id());
        synchronized (deleted) {
            deleted.add(picture.id());
        }
    }

    Collection<Picture> pictures() {
        return List.copyOf(pictures.values());
    }

    /** The ids of all deleted images. Direct uploads that were cancelled are not among them. */
    Set<String> deletedPictures() {
        return Set.copyOf(deletedPictures);
    }

    /** The ids of the images that were deleted last. */
    List<String> lastDeleted(int most) {
        synchronized (deleted) {
            return List.copyOf(deleted.subList(Math.max(0, deleted.size() - most), deleted.size()));
        }
    }

    /** Uploads with a key and without a response. */
    List<Attempt> openKeyed() {
        return open.values().stream().filter(Attempt::keyed).toList();
    }

    Map<Attempt, JsonNode> answeredKeyed() {
        return Map.copyOf(keyed);
    }

    /**
     * Compares the images that the service shows after a crash with the acknowledged ones, and settles uncertain changes.
     *
     * @return how many of the uncertain changes were applied
     */
    int settle(Map<String, JsonNode> shown) {
        int applied = 0;
        for (Picture picture : pictures()) {
            JsonNode image = shown.get(picture.id());
            if (image == null) {
                assertThat(picture.mayBeGone()).as("lost: %s", picture.acknowledged()).isTrue();
                acknowledgeDeletion(picture);
                applied++;
            } else {
                assertThat(picture.mayShow(image, picture.position()))
                        .as("altered: acknowledged %s, shown %s", picture.acknowledged(), image)
                        .isTrue();
                applied += image.equals(picture.acknowledged()) ? 0 : 1;
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
            assertThat(attempt).as("from no upload, or a second image from the same upload: %s", image).isNotNull();
            DirectUpload direct = directUploads.get(id);
            assertThat(direct == null || direct.isCompletionRequested()).as("never completed: %s", image).isTrue();
            // They stay open: the direct upload is completed again, and the upload with a key is repeated.
            boolean repeated = attempt.keyed() || direct != null;
            Picture picture = acknowledge(attempt, image);
            for (ResumableUpload upload : resumableUploads(false)) {
                if (upload.attempt().equals(attempt)) {
                    assertThat(upload.isWholeSent()).as("never finished: %s", image).isTrue();
                    upload.ended(picture);
                }
            }
            if (repeated) {
                open.put(attempt.filename(), attempt);
                keyed.remove(attempt);
            }
            assertThat(picture.id()).isEqualTo(id);
            applied++;
        }
        locked.clear();
        return applied;
    }

    /** The picture with an id, or null. */
    @Nullable
    Picture picture(String id) {
        return pictures.get(id);
    }

    /** Forgets uploads that are still open: they were not applied, and never may be. */
    void forgetUnfinishedUploads() {
        List<Attempt> forgotten = open.values()
                .stream()
                .filter(attempt -> directUploads.values().stream().noneMatch(direct -> direct.attempt().equals(attempt))
                        && resumableUploads(false).stream().noneMatch(upload -> upload.attempt().equals(attempt)))
                .toList();
        forgotten.forEach(attempt -> {
            open.remove(attempt.filename());
            failed.add(attempt.filename());
        });
        keyed.clear();
    }

    /** Whether an upload with this file name was sent and never acknowledged. */
    boolean hasFailed(String filename) {
        return failed.contains(filename);
    }
}
