package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An archive in lists. A test can add entries to it. */
public final class InMemoryArchive implements Archive {
    private final Map<ImageId, byte[]> originals = new ConcurrentHashMap<>();
    private final AtomicInteger unreleased = new AtomicInteger();
    private @Nullable List<Entry> entries;

    /** An archive with these entries. */
    public static InMemoryArchive of(Entry... entries) {
        InMemoryArchive archive = new InMemoryArchive();
        archive.entries = List.of(entries);
        return archive;
    }

    /** An entry with these bytes, which need not match the image. */
    public static Entry.Picture picture(Image image, byte[] bytes) {
        return new Entry.Picture(new Archived(image, null), Content.of(bytes), () -> {});
    }

    /** The images of the finished archive that are in the trash. */
    public List<Archived> trashed() {
        return entries().stream().map(entry -> ((Entry.Picture) entry).archived())
                .filter(archived -> archived.trashedAt() != null).toList();
    }

    /** The images of the finished archive. */
    public List<Image> images() {
        return entries().stream().map(entry -> ((Entry.Picture) entry).image()).toList();
    }

    /** How many originals were read and not released. */
    public int unreleased() {
        return unreleased.get();
    }

    private List<Entry> entries() {
        if (entries == null) {
            throw new StorageException.Corrupted("There is no archive", null);
        }
        return entries;
    }

    @Override
    public Writer write() {
        List<Entry> written = new ArrayList<>();
        return new Writer() {
            @Override
            public boolean holds(Image image) {
                byte[] held = originals.get(image.id());
                return held != null && ImageBuilder.checksum(held).equals(image.sha256());
            }

            @Override
            public void add(Archived archived, Content original) {
                try (InputStream in = original.open()) {
                    originals.put(archived.image().id(), in.readAllBytes());
                } catch (IOException e) {
                    throw new StorageException.Unavailable("The original can't be read", e);
                }
                addHeld(archived);
            }

            @Override
            public void addHeld(Archived archived) {
                byte[] bytes = originals.getOrDefault(archived.image().id(), new byte[0]);
                written.add(new Entry.Picture(archived, Content.of(bytes), () -> {}));
            }

            @Override
            public void finish() {
                entries = List.copyOf(written);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public Reader read() {
        List<Entry> all = entries();
        Iterator<Entry> left = all.iterator();
        return new Reader() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(all.size());
            }

            @Override
            public Optional<Entry> next() {
                return left.hasNext() ? Optional.of(counted(left.next())) : Optional.empty();
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private Entry counted(Entry entry) {
        return switch (entry) {
            case Entry.Picture(Archived archived, Content original, Runnable release) -> {
                unreleased.incrementAndGet();
                yield new Entry.Picture(archived, original, () -> {
                    release.run();
                    unreleased.decrementAndGet();
                });
            }
            case Entry.Unusable unusable -> unusable;
        };
    }
}
