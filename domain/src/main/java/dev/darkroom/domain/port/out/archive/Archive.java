package dev.darkroom.domain.port.out.archive;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A collection outside of any store, with everything that is known about each image and its original, to be kept or to be
 * carried into another store. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the archive is out of reach or
 * full. Writers and readers are for one thread, unless told otherwise.
 */
public interface Archive {
    /**
     * Starts to write the archive. What is there stays, as it is, until {@link Writer#finish} replaces it.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when something else is there, which stays
     */
    Writer write();

    /**
     * Starts to read the archive.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when there is no finished archive
     */
    Reader read();

    /** Writes images in the order in which they are added. */
    interface Writer extends AutoCloseable {
        /**
         * Whether the original of the image is there already, whole: the bytes were compared with the checksum. An earlier
         * writer left it. Safe for use by many threads, also while images are added.
         */
        boolean holds(Image image);

        /**
         * Adds an image with its original, once.
         *
         * @param original the bytes that the image tells of; it is not needed any more when this returns
         */
        void add(Image image, Content original);

        /** Adds an image whose original the archive {@linkplain #holds holds}. */
        void addHeld(Image image);

        /** Makes the archive whole and durable, with the images that were added and no others. */
        void finish();

        /** Ends the writing. Without {@link #finish} there is no archive, or the one that was there before. */
        @Override
        void close();
    }

    /** Reads images in the order in which they were added. */
    interface Reader extends AutoCloseable {
        /** How many entries there are, where that can be told before all are read. */
        OptionalLong size();

        /**
         * The next entry, or empty after the last. What comes from an archive is a stranger's: no name in it leads outside of
         * it, and no entry takes more memory or disk than its limits allow.
         *
         * @throws dev.darkroom.domain.model.StorageException.Corrupted when what follows can't be read; the entries before are as they were written
         */
        Optional<Entry> next();

        /** Ends the reading; {@linkplain Entry.Picture#original() originals} that were read stay until they are released. */
        @Override
        void close();
    }

    /** One part of an archive. */
    sealed interface Entry {
        /**
         * An image and what should be its original: nobody has compared them yet.
         *
         * @param original of as many bytes as the image tells
         * @param release gives free what holds the original
         */
        record Picture(Image image, Content original, Runnable release) implements Entry {}

        /**
         * Something that is no image with its original.
         *
         * @param detail a sentence that names the entry and says what is wrong
         */
        record Unusable(String detail) implements Entry {}
    }
}
