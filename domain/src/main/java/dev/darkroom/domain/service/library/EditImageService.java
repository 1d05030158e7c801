package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Reads the image and replaces it by its next version. If a concurrent edit was faster, it starts again. */
public final class EditImageService implements EditImage {
    /** In each round, one of the concurrent edits of an image succeeds. */
    private static final int TRIES = 20;

    private final ImageCatalog catalog;
    private final InstantSource clock;

    public EditImageService(ImageCatalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Result edit(Command command) {
        for (int tries = 0; tries < TRIES; tries++) {
            Image image = catalog.find(command.id()).orElse(null);
            if (image == null || !command.actor().mayChange(image.owner())) {
                return new Result.NotFound();
            }
            if (!VersionCondition.of(command.ifVersion()).matches(image)) {
                return new Result.VersionMismatch();
            }
            ImageDetails details;
            try {
                details = command.changes().applyTo(image.details());
            } catch (InvalidValueException e) {
                return new Result.Invalid(image, e);
            }
            if (details.equals(image.details())) {
                return new Result.Edited(image);
            }
            Image changed = image.edited(details, notBefore(image.updatedAt()));
            switch (catalog.revise(image, changed)) {
                case REVISED -> {
                    return new Result.Edited(changed);
                }
                case NOT_FOUND -> {
                    return new Result.NotFound();
                }
                case VERSION_MISMATCH -> {
                    // The next round returns VersionMismatch if the command requires a version.
                }
            }
        }
        throw new StorageException.Unavailable("The image " + command.id() + " is being changed over and over", null);
    }

    /** Clocks of several machines differ. */
    private Instant notBefore(Instant previous) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return now.isBefore(previous) ? previous : now;
    }
}
