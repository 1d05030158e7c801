package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.render.Footprint;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A codec that sends each call to a worker. */
final class WorkerCodec implements Codec {
    private final WorkerPool pool;
    private final Hello hello;

    WorkerCodec(WorkerPool pool, Hello hello) {
        this.pool = pool;
        this.hello = hello;
    }

    @Override
    public String name() {
        return hello.name();
    }

    @Override
    public boolean reads(ContentType type) {
        return hello.reads().contains(type);
    }

    @Override
    public boolean writes(ContentType format) {
        return hello.writes().contains(format);
    }

    @Override
    public Footprint footprint() {
        return hello.footprint();
    }

    @Override
    public Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException, IOException {
        long fileBytes = original.sizeBytes();
        return ask(
                new Request.Render(decoding, fileBytes, rendition),
                original,
                footprint().renderBytes(decoding, fileBytes, rendition));
    }

    @Override
    public String placeholder(Content original, Decoding decoding) throws CodecException, IOException {
        long fileBytes = original.sizeBytes();
        Content hash = ask(
                new Request.Placeholder(decoding, fileBytes),
                original,
                footprint().placeholderBytes(decoding, fileBytes));
        try (InputStream bytes = hash.open()) {
            return new String(bytes.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Content ask(Request request, Content original, long bytes) throws CodecException, IOException {
        return switch (pool.ask(request, original, bytes)) {
            case Answer.Done(Content answer) -> answer;
            case Answer.Damaged(String reason) -> throw new CodecException.Damaged(reason);
        };
    }
}
