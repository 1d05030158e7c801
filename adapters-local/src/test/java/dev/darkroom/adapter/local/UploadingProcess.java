package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.FolderInUseException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The main class of a process that stores pictures until it is killed, and deletes every third. It prints {@code open}, then {@code stored
 * ID} or {@code deleted ID} when an operation is acknowledged. The first argument is the data folder. With a second argument, the process
 * only keeps the folder open.
 */
final class UploadingProcess {
    private static final int THREADS = 8;

    private UploadingProcess() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        LocalStorage storage;
        try {
            storage = LocalStorage.open(Path.of(arguments[0]), InstantSource.system());
        } catch (FolderInUseException e) {
            out.println("refused");
            return;
        }
        out.println("open");
        if (arguments.length > 1) {
            waitForEndOfInput();
            storage.close();
            return;
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                Future<?> _ = threads.submit(() -> {
                    for (int n = 0;; n++) {
                        store(storage, n % 3 == 0, out);
                    }
                });
            }
        }
    }

    /** Returns at the end of the standard input. */
    private static void waitForEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // The bytes have no meaning.
        }
    }

    private static void store(LocalStorage storage, boolean delete, PrintStream out) {
        Image image = ImageBuilder.image().createdAt(Instant.ofEpochMilli(System.currentTimeMillis())).build();
        byte[] bytes = bytes(image);
        Checksum sha256 = Checksum.of(Checksum.newDigest().digest(bytes));
        ImageCatalog catalog = storage.catalog();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        storage.blobStore().put(image.originalKey(), Content.of(bytes), image.contentType(), sha256);
        catalog.publish(image);
        if (!delete) {
            out.println("stored " + image.id());
            return;
        }
        catalog.withdraw(image.id(), VersionCondition.ANY, image.createdAt());
        storage.blobStore().deleteAll(new ObjectPrefix(image.id()));
        catalog.remove(image.id());
        out.println("deleted " + image.id());
    }

    /** The bytes that are stored for an image; the same in every process. */
    static byte[] bytes(Image image) {
        byte[] bytes = new byte[100_000];
        new Random(image.id().hashCode()).nextBytes(bytes);
        return bytes;
    }
}
