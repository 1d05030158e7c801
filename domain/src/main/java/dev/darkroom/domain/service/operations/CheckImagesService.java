package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.port.in.operations.CheckImages;
import dev.darkroom.domain.port.in.operations.Progress;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.service.content.Originals;
import dev.darkroom.domain.service.content.Originals.Condition;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Reads the original of each image in the catalog. Then reads the row of each object in the store, because a list of a shared
 * catalog lags. A row exists before its first object and until after its last.
 */
public final class CheckImagesService implements CheckImages {
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final AllImages images;
    private final Originals originals;

    public CheckImagesService(BlobStore store, ImageCatalog catalog, Trash trash) {
        this.store = store;
        this.catalog = catalog;
        this.images = new AllImages(catalog, trash);
        this.originals = new Originals(store, catalog);
    }

    @Override
    public Report check(Progress progress, Consumer<Finding> findings) {
        Tally tally = new Tally(findings);
        progress.expect(images.count());
        try (var checks = new OrderedParallel<Checked>(checked -> {
            tally.add(checked);
            progress.step();
        })) {
            images.forEach(archived -> checks.submit(() -> check(archived.image())));
            checks.finish();
        }
        try (var checks = new OrderedParallel<List<Finding>>(extra -> extra.forEach(tally::add))) {
            List<StoredObject> ofOneImage = new ArrayList<>();
            store.forEach(object -> {
                if (!ofOneImage.isEmpty()
                        && !ofOneImage.getFirst().key().prefix().equals(object.key().prefix())) {
                    checks.submit(checking(ofOneImage));
                    ofOneImage.clear();
                }
                ofOneImage.add(object);
            });
            checks.submit(checking(ofOneImage));
            checks.finish();
        }
        return tally.report();
    }

    private record Checked(Image image, Condition condition) {}

    private Checked check(Image image) {
        return new Checked(image, originals.copy(image, OutputStream.nullOutputStream()));
    }

    private Callable<List<Finding>> checking(List<StoredObject> objects) {
        List<StoredObject> ofOneImage = List.copyOf(objects);
        return () -> extra(extra(ofOneImage).stream()
                // Read again, because the image may have been deleted or stored since the store listed its objects.
                .filter(object -> store.stat(object.key()).isPresent())
                .toList()).stream().<Finding>map(Finding.Extra::new).toList();
    }

    /** The objects of one image that do not belong to its row. */
    private List<StoredObject> extra(List<StoredObject> ofOneImage) {
        if (ofOneImage.isEmpty()) {
            return List.of();
        }
        return switch (catalog.state(ofOneImage.getFirst().key().prefix().imageId()).orElse(null)) {
            case ImageState.Ready(Image image) -> extraTo(image, ofOneImage);
            case ImageState.Trashed(Image image, var _) -> extraTo(image, ofOneImage);
            // Their objects are published or removed by the upload or the deletion.
            case ImageState.Pending _, ImageState.Deleting _ -> List.of();
            case null -> ofOneImage;
        };
    }

    private static List<StoredObject> extraTo(Image image, List<StoredObject> objects) {
        return objects.stream().filter(object -> !mayBelongTo(image, object.key())).toList();
    }

    private static boolean mayBelongTo(Image image, ObjectKey key) {
        return key.equals(image.originalKey())
                || key.equals(ObjectKey.upload(image.id()))
                || key.equals(ObjectKey.undecodable(image.id()))
                || key.isOutdatedNote()
                // Also one of an old definition, which is removed when the image gets another one.
                || Rendition.of(key).isPresent();
    }

    /** Counts the findings. */
    private static final class Tally {
        private final Consumer<Finding> findings;
        private long whole;
        private long bytes;
        private long missing;
        private long damaged;
        private long unreadable;
        private long extra;

        Tally(Consumer<Finding> findings) {
            this.findings = findings;
        }

        void add(Checked checked) {
            Image image = checked.image();
            switch (checked.condition()) {
                case Originals.Whole() -> {
                    whole++;
                    bytes += image.sizeBytes();
                }
                case Originals.Missing() -> add(new Finding.Missing(image));
                case Originals.Damaged(String detail) -> add(new Finding.Damaged(image, detail));
                case Originals.Unreadable(String detail) -> add(new Finding.Unreadable(image, detail));
                case Originals.Gone() -> {}
            }
        }

        void add(Finding finding) {
            switch (finding) {
                case Finding.Missing _ -> missing++;
                case Finding.Damaged _ -> damaged++;
                case Finding.Unreadable _ -> unreadable++;
                case Finding.Extra _ -> extra++;
            }
            findings.accept(finding);
        }

        Report report() {
            return new Report(whole, bytes, missing, damaged, unreadable, extra);
        }
    }
}
