package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Disposition;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.port.in.ViewImage;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.UrlSigner;
import org.jspecify.annotations.Nullable;

/** Reads the row and signs an address; the store itself is not asked. */
public final class ViewImageService implements ViewImage {
    private final ImageCatalog catalog;
    private final UrlSigner signer;

    public ViewImageService(ImageCatalog catalog, UrlSigner signer) {
        this.catalog = catalog;
        this.signer = signer;
    }

    @Override
    public Result view(Query query) {
        return catalog.find(query.id())
                .<Result>map(image -> new Result.Found(
                        image,
                        signer.sign(
                                image.originalKey(),
                                image.contentType(),
                                disposition(image, query.download()),
                                query.validity())))
                .orElseGet(Result.NotFound::new);
    }

    private static Disposition disposition(Image image, @Nullable Download download) {
        return switch (download) {
            case null -> new Disposition.Inline();
            case Download.AsUploaded() -> new Disposition.Attachment(image.filename());
            case Download.As(var filename) -> new Disposition.Attachment(filename);
        };
    }
}
