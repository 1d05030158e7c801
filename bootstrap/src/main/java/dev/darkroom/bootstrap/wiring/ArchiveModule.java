package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.domain.port.in.operations.ExportImages;
import dev.darkroom.domain.port.in.operations.ImportImages;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.service.operations.ExportImagesService;
import dev.darkroom.domain.service.operations.ImportImagesService;
import java.nio.file.Path;
import java.time.InstantSource;

/** Binds the use cases of an archive, in addition to the modules of {@link Wiring}. */
public final class ArchiveModule extends AbstractModule {
    private final Archive archive;
    private final Path spoolFolder;
    private final InstantSource clock;

    /** @param spoolFolder an existing folder for temporary copies of originals */
    public ArchiveModule(Archive archive, Path spoolFolder, InstantSource clock) {
        this.archive = archive;
        this.spoolFolder = spoolFolder;
        this.clock = clock;
    }

    @Provides
    @Singleton
    ExportImages exportImages(BlobStore store, ImageCatalog catalog, Trash trash) {
        return new ExportImagesService(store, catalog, trash, archive, spoolFolder);
    }

    @Provides
    @Singleton
    ImportImages importImages(ImageInspector inspector, BlobStore store, ImageCatalog catalog, Trash trash) {
        return new ImportImagesService(inspector, store, catalog, trash, archive, clock);
    }
}
