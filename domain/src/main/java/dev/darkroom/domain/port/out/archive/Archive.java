package dev.darkroom.domain.port.out.archive;

import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An archive of images with their metadata and originals, for backup or for a move to another storage. Every method throws
 * {@link dev.darkroom.domain.model.StorageException.Unavailable} when the archive is unreachable or full. Writers and readers
 * are for one thread, except where stated.
 */
public interface Archive {
    /**
     * Starts to write the archive. An existing archive stays unchanged until {@link Writer#finish} replaces it.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when there is something else in its place, which stays
     */
    Writer write();

    /**
     * Starts to read the archive.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when there is no finished archive
     */
    Reader read();

    /**
     * An image of an archive.
     *
     * @param trashedAt when it was moved to the trash, in whole milliseconds; null if it is not there
     */
    record Archived(Image image, @Nullable Instant trashedAt) {
        public Archived {
            if (trashedAt != null) {
                Millis.require(trashedAt);
            }
        }
    }

    /** Writes images in the order in which they are added. */
    interface Writer extends AutoCloseable {
        /**
         * Whether the archive already has the original of the image, from an earlier writer: the bytes were compared with the
         * checksum. Safe for use by many threads, also while images are added.
         */
        boolean holds(Image image);

        /**
         * Adds an image with its original, once.
         *
         * @param original the bytes that the image describes; not used after this returns
         */
        void add(Archived archived, Content original);

        /** Adds an image that is not in the trash, with its original, once. */
        default void add(Image image, Content original) {
            add(new Archived(image, null), original);
        }

        /** Adds an image whose original the archive {@linkplain #holds holds}. */
        void addHeld(Archived archived);

        /** Completes the archive and makes it durable, with the added images and no others. */
        void finish();

        /** Closes the writer. Without {@link #finish}, the previous archive stays, or there is none. */
        @Override
        void close();
    }

    /** Reads images in the order in which they were added. */
    interface Reader extends AutoCloseable {
        /** The number of entries, if it is known before all are read. */
        OptionalLong size();

        /**
         * The next entry, or empty after the last. An archive is untrusted: no name in it leads outside of it, and no entry
         * takes more memory or disk space than its limits allow.
         *
         * @throws dev.darkroom.domain.model.StorageException.Corrupted when the rest can't be read; the entries before are as they were written
         */
        Optional<Entry> next();

        /** Closes the reader. {@linkplain Entry.Picture#original() Originals} that were read stay until they are released. */
        @Override
        void close();
    }

    /** One entry of an archive. */
    sealed interface Entry {
        /**
         * An image and its original, not yet compared with the checksum.
         *
         * @param original has the size of the image
         * @param release frees the resources of the original
         */
        record Picture(Archived archived, Content original, Runnable release) implements Entry {
            public Image image() {
                return archived.image();
            }
        }

        /**
         * An entry that is not an image with its original.
         *
         * @param detail a sentence that names the entry and says what is wrong
         */
        record Unusable(String detail) implements Entry {}
    }
}
