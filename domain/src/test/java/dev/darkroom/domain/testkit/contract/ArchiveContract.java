package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** What every {@link Archive} does. */
public interface ArchiveContract {
    /** An archive that is not there yet; the same one in all of a test. */
    Archive testee();

    /** Whether what an unfinished writer left is found by the next one. */
    boolean holdsWhatWasAdded();

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void write(SequencedMap<Image, byte[]> images) {
        try (Archive.Writer writer = testee().write()) {
            images.forEach((image, bytes) -> writer.add(image, Content.of(bytes)));
            writer.finish();
        }
    }

    private void write(String... texts) {
        SequencedMap<Image, byte[]> images = new LinkedHashMap<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            images.put(image().content(bytes).build(), bytes);
        }
        write(images);
    }

    private SequencedMap<Image, byte[]> read() {
        SequencedMap<Image, byte[]> images = new LinkedHashMap<>();
        try (Archive.Reader reader = testee().read()) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                Entry.Picture picture = (Entry.Picture) entry.get();
                images.put(picture.image(), read(picture.original()));
                picture.release().run();
            }
        }
        return images;
    }

    private static byte[] read(Content content) {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize((int) content.sizeBytes());
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(SequencedMap<Image, byte[]> images) {
        return images.values().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
    }

    @Test
    default void imagesComeBackInOrderWithEveryFieldAndTheirBytes() {
        SequencedMap<Image, byte[]> images = new LinkedHashMap<>();
        for (int size : new int[]{1, 511, 512, 513, 300_000}) {
            images.put(image().content(bytes(size, size)).build(), bytes(size, size));
        }
        Image everything = image().content(bytes(9, 9))
                .owner("auth0|a.b:c@d_e-F")
                .filename("Größe 🪁 'a' \"b\".webp")
                .contentType(ContentType.WEBP)
                .dimensions(1, 30_000)
                .title("  Title with 🪁 and \\ and \u2028 ")
                .description("Lines\r\nand\ttabs\n".repeat(20))
                .tags("zeta", "alpha", "ähre", "a b")
                .visibility(Visibility.PUBLIC)
                .takenAt(Instant.parse("1999-12-31T23:59:59.123456789Z"))
                .placeholder("pbYFLISYZ3d3iIeAd4BocIsF5w==")
                .createdAt("2020-02-29T00:00:00Z")
                .version(7)
                .build();
        images.put(everything.edited(everything.details(), Instant.parse("2026-01-01T00:00:00.001Z")), bytes(9, 9));
        String longest = "🪁".repeat(ImageDetails.MAX_DESCRIPTION_LENGTH);
        String[] manyTags = new String[30];
        Arrays.setAll(manyTags, i -> "%02d".formatted(i) + "🪁".repeat(48));
        images.put(
                image().content(bytes(10, 10)).description(longest).tags(manyTags).filename("🪁".repeat(255)).build(),
                bytes(10, 10));

        write(images);

        SequencedMap<Image, byte[]> read = read();
        assertThat(new ArrayList<>(read.keySet())).isEqualTo(new ArrayList<>(images.keySet()));
        read.forEach((image, bytes) -> assertThat(bytes).isEqualTo(images.get(image)));
    }

    @Test
    default void anArchiveWithoutImagesIsOne() {
        write();

        assertThat(read()).isEmpty();
    }

    @Test
    default void whereNothingWasWrittenThereIsNoArchive() {
        assertThatThrownBy(testee()::read).isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    default void withoutFinishThereIsNoArchiveOrTheOneBefore() {
        Image image = image().content(bytes(10, 1)).build();
        try (Archive.Writer writer = testee().write()) {
            writer.add(image, Content.of(bytes(10, 1)));
        }
        assertThatThrownBy(testee()::read).isInstanceOf(StorageException.Corrupted.class);

        write("first", "second");
        try (Archive.Writer writer = testee().write()) {
            writer.add(image, Content.of(bytes(10, 1)));
        }

        assertThat(texts(read())).containsExactly("first", "second");
    }

    @Test
    default void finishReplacesWhatWasThere() {
        write("first", "second");
        write("third");

        assertThat(texts(read())).containsExactly("third");
    }

    @Test
    default void whatAnUnfinishedWriterAddedIsHeldOrNot() {
        Image added = image().content(bytes(10, 1)).build();
        Image other = image().content(bytes(10, 2)).build();
        try (Archive.Writer writer = testee().write()) {
            assertThat(writer.holds(added)).isFalse();
            writer.add(added, Content.of(bytes(10, 1)));
        }

        try (Archive.Writer writer = testee().write()) {
            assertThat(writer.holds(other)).isFalse();
            assertThat(writer.holds(added)).isEqualTo(holdsWhatWasAdded());
            // The same id with other bytes.
            assertThat(writer.holds(added.withBytes(10, other.sha256()))).isFalse();
            if (holdsWhatWasAdded()) {
                writer.addHeld(new Archive.Archived(added, null));
                writer.finish();
                assertThat(read()).containsOnlyKeys(added);
            } else {
                assertThatThrownBy(() -> writer.addHeld(new Archive.Archived(added, null)))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    default void originalsStayUntilTheyAreReleased() {
        write("first", "second");
        List<Entry.Picture> pictures = new ArrayList<>();
        try (Archive.Reader reader = testee().read()) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                pictures.add((Entry.Picture) entry.get());
            }
        }

        assertThat(pictures.stream().map(picture -> new String(read(picture.original()), StandardCharsets.UTF_8)))
                .containsExactly("first", "second");
        pictures.forEach(picture -> picture.release().run());
    }

    @Test
    default void theSizeIsThatOfTheArchiveWhereItIsTold() {
        write("first", "second", "third");

        try (Archive.Reader reader = testee().read()) {
            assertThat(reader.size().orElse(3)).isEqualTo(3);
        }
    }
}
