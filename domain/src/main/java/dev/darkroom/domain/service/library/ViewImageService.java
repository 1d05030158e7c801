package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.rendition.Renditions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads the row and signs a URL. Only renditions need the store. */
public final class ViewImageService implements ViewImage {
    private final ImageCatalog catalog;
    private final UrlSigner signer;
    private final ImageRenderer renderer;
    private final RenditionDefinitions definitions;
    private final Renditions renditions;

    /**
     * @param renderThreads makes renditions, one for each processor at a time; it rejects work that would wait too long
     * @param spoolFolder an existing folder for copies of the originals while they are rendered
     */
    public ViewImageService(
            ImageCatalog catalog,
            UrlSigner signer,
            BlobStore store,
            ImageRenderer renderer,
            RenditionDefinitions definitions,
            Executor renderThreads,
            Path spoolFolder,
            InstantSource clock) {
        this.catalog = catalog;
        this.signer = signer;
        this.renderer = renderer;
        this.definitions = definitions;
        this.renditions = new Renditions(store, catalog, renderer, definitions, renderThreads, spoolFolder, clock);
    }

    @Override
    public Result view(Query query) {
        RenditionChoice choice = query.rendition();
        if (choice == null) {
            return image(query).map(image -> found(image, query.address(), null)).orElseGet(Result.NotFound::new);
        }
        return definitions.find(choice.name())
                .map(definition -> image(query)
                        .map(image -> rendition(image, query.address(), definition, choice))
                        .orElseGet(Result.NotFound::new))
                .orElseGet(() -> new Result.UnknownRendition(definitions.names()));
    }

    private Optional<Image> image(Query query) {
        return catalog.find(query.id()).filter(query.actor()::maySee);
    }

    private Result rendition(Image image, Address address, RenditionDefinition definition, RenditionChoice choice) {
        List<ContentType> formats = choice.formats().stream()
                .filter(candidate -> renderer.renders(image.contentType(), candidate))
                .toList();
        if (formats.isEmpty()) {
            return new Result.RenditionUnavailable("This server makes no %s renditions of %s: ask for %s".formatted(
                    choice.formats().getFirst().mediaType(),
                    image.contentType().mediaType(),
                    available(image).isEmpty() ? "the original, without rendition" : "another format"));
        }
        return rendition(image, address, definition, formats);
    }

    /** A format may be impossible or need too much memory for this rendition, so the next one that the client accepts is tried. */
    private Result rendition(
            Image image, Address address, RenditionDefinition definition, List<ContentType> formats) {
        Rendition rendition = new Rendition(definition, formats.getFirst());
        List<ContentType> others = formats.subList(1, formats.size());
        return switch (renditions.ensure(image, rendition)) {
            case Renditions.Stored() -> found(image, address, rendition);
            case Renditions.Refused(String detail) -> others.isEmpty()
                    ? new Result.RenditionUnavailable(detail)
                    : rendition(image, address, definition, others);
            case Renditions.Undecodable() -> new Result.Undecodable(
                    "The picture can't be decoded: only its original is available");
            case Renditions.Gone() -> new Result.NotFound();
        };
    }

    private Result found(Image image, Address address, @Nullable Rendition rendition) {
        return new Result.Found(image, sign(image, address, rendition), available(image));
    }

    private SequencedMap<RenditionDefinition, Dimensions> available(Image image) {
        SequencedMap<RenditionDefinition, Dimensions> available = new LinkedHashMap<>();
        // A renderer that can render an image can render it as JPEG.
        if (renderer.renders(image.contentType(), ContentType.JPEG)) {
            definitions.all()
                    .forEach(definition -> available.putLast(definition, definition.of(image.dimensions())));
        }
        return available;
    }

    private PresignedUrl sign(Image image, Address address, @Nullable Rendition rendition) {
        ObjectKey key = rendition == null ? image.originalKey() : rendition.key(image.id());
        ContentType type = rendition == null ? image.contentType() : rendition.format();
        return switch (address) {
            case Address.Fresh(var validity, var download) -> signer.sign(
                    key, type, disposition(image, rendition, download), validity);
            case Address.Steady() -> signer.signSteadily(key, type, new Disposition.Inline());
        };
    }

    private static Disposition disposition(
            Image image, @Nullable Rendition rendition, @Nullable Download download) {
        ContentType type = rendition == null ? image.contentType() : rendition.format();
        return switch (download) {
            case null -> new Disposition.Inline();
            case Download.AsUploaded() -> new Disposition.Attachment(
                    rendition == null ? image.filename().as(type)
                            : image.filename().of(rendition.definition().name(), type));
            case Download.As(var filename) -> new Disposition.Attachment(filename.as(type));
        };
    }
}
