package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.in.operations.ExportImages;
import dev.darkroom.domain.port.in.operations.Progress;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.service.content.Originals;
import dev.darkroom.domain.service.content.Originals.Condition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Copies a few originals at once into temporary files, and adds the whole ones to the archive in order. Each was compared with
 * its checksum before it is added.
 */
public final class ExportImagesService implements ExportImages {
    private final AllImages images;
    private final Originals originals;
    private final Archive archive;
    private final Path spoolFolder;

    /** @param spoolFolder an existing folder for the copies */
    public ExportImagesService(
            BlobStore store, ImageCatalog catalog, Trash trash, Archive archive, Path spoolFolder) {
        this.archive = archive;
        this.images = new AllImages(catalog, trash);
        this.originals = new Originals(store, catalog);
        this.spoolFolder = spoolFolder;
    }

    @Override
    public Report export(Progress progress, Consumer<Failure> failures) {
        try (Archive.Writer writer = archive.write()) {
            Tally tally = new Tally(writer, failures);
            progress.expect(images.count());
            try (var copies = new OrderedParallel<Copy>(copy -> {
                tally.add(copy);
                progress.step();
            }, ExportImagesService::discard)) {
                images.forEach(archived -> copies.submit(() -> copy(archived, writer)));
                copies.finish();
            }
            writer.finish();
            return tally.report();
        }
    }

    /** The result of copying the original of an image. */
    private sealed interface Copy {
        /** The original is in the file. */
        record Copied(Archived archived, Path file) implements Copy {}

        /** The archive holds the original already. */
        record Held(Archived archived) implements Copy {}

        /** The image can't be exported. */
        record Failed(Failure failure) implements Copy {}

        /** The image was deleted meanwhile. */
        record Deleted() implements Copy {}
    }

    private Copy copy(Archived archived, Archive.Writer writer) {
        Image image = archived.image();
        if (writer.holds(image)) {
            return new Copy.Held(archived);
        }
        Path file = newFile();
        Condition condition = null;
        try {
            condition = copy(image, file);
        } finally {
            if (!(condition instanceof Originals.Whole)) {
                delete(file);
            }
        }
        return switch (condition) {
            case Originals.Whole() -> new Copy.Copied(archived, file);
            case Originals.Missing() -> failed(image, "Its original is missing");
            case Originals.Damaged(String detail) -> failed(image, "Its original is damaged. " + detail);
            case Originals.Unreadable(String detail) -> failed(image, detail);
            case Originals.Gone() -> new Copy.Deleted();
        };
    }

    private static Copy failed(Image image, String detail) {
        return new Copy.Failed(new Failure(image, detail));
    }

    private Path newFile() {
        try {
            return Files.createTempFile(spoolFolder, "export-", ".part");
        } catch (IOException e) {
            throw new StorageException.Unavailable("No file can be made in " + spoolFolder, e);
        }
    }

    private Condition copy(Image image, Path file) {
        try (OutputStream sink = Files.newOutputStream(file)) {
            return originals.copy(image, sink);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The file " + file + " can't be written", e);
        }
    }

    private static void discard(Copy copy) {
        if (copy instanceof Copy.Copied(_, Path file)) {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The folder is emptied at the next start.
        }
    }

    /** Adds the copies to the archive and counts them. */
    private static final class Tally {
        private final Archive.Writer writer;
        private final Consumer<Failure> failures;
        private long copied;
        private long held;
        private long bytes;
        private long failed;

        Tally(Archive.Writer writer, Consumer<Failure> failures) {
            this.writer = writer;
            this.failures = failures;
        }

        void add(Copy copy) {
            switch (copy) {
                case Copy.Copied(Archived archived, Path file) -> add(archived, file);
                case Copy.Held(Archived archived) -> {
                    writer.addHeld(archived);
                    held++;
                    bytes += archived.image().sizeBytes();
                }
                case Copy.Failed(Failure failure) -> {
                    failed++;
                    failures.accept(failure);
                }
                case Copy.Deleted() -> {}
            }
        }

        private void add(Archived archived, Path file) {
            long sizeBytes = archived.image().sizeBytes();
            try {
                writer.add(archived, Content.of(file, sizeBytes));
            } finally {
                delete(file);
            }
            copied++;
            bytes += sizeBytes;
        }

        Report report() {
            return new Report(copied, held, bytes, failed);
        }
    }
}
