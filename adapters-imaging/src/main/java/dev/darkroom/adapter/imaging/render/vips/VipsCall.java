package dev.darkroom.adapter.imaging.render.vips;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * A scope for one piece of work with libvips. {@link #close} frees all objects that were created in it. Not
 * thread-safe, except for {@link Vips#kill}.
 */
final class VipsCall implements AutoCloseable {
    private final Vips vips;
    private final Arena arena = Arena.ofConfined();
    /** The newest object is first, and is freed first. */
    private final Deque<MemorySegment> objects = new ArrayDeque<>();

    VipsCall(Vips vips) {
        this.vips = vips;
    }

    /** An operation failed. The message is that of libvips. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String reason) {
            super(reason);
        }
    }

    /** Keeps an image or another object until the end of this scope. */
    MemorySegment keep(MemorySegment object) {
        objects.push(object);
        return object;
    }

    MemorySegment source(Path file) throws Failed {
        return kept(vips.sourceOfFile(text(file.toString())));
    }

    /** @param bytes the file; it is copied */
    MemorySegment source(byte[] bytes) throws Failed {
        MemorySegment copy = arena.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return kept(vips.sourceOfMemory(copy));
    }

    /** @param reader called by libvips while it computes pixels, on any thread */
    MemorySegment source(StreamReader reader) throws Failed {
        return kept(vips.sourceOfStream(reader, arena));
    }

    private MemorySegment kept(MemorySegment object) throws Failed {
        if (object.equals(MemorySegment.NULL)) {
            throw failed();
        }
        return keep(object);
    }

    /** An operation by its nickname, such as {@code jpegsave_buffer}. */
    Operation operation(String name) throws Failed {
        return new Operation(kept(vips.newOperation(text(name))));
    }

    /** Computes all pixels of an image, so that they can be read in any order. */
    MemorySegment inMemory(MemorySegment image) throws Failed {
        return keep(vips.copyToMemory(image).orElseThrow(this::failed));
    }

    /** Returns all pixels of an image, row by row. */
    byte[] pixels(MemorySegment image) throws Failed {
        return vips.pixels(image).orElseThrow(this::failed);
    }

    boolean hasField(MemorySegment image, String name) {
        return vips.hasField(image, text(name));
    }

    void removeFields(MemorySegment image) {
        vips.removeFields(image);
    }

    void removeField(MemorySegment image, String name) {
        vips.removeField(image, text(name));
    }

    void setField(MemorySegment image, String name, int value) {
        vips.setField(image, text(name), value);
    }

    private MemorySegment text(String text) {
        return arena.allocateFrom(text);
    }

    private Failed failed() {
        return new Failed(vips.takeErrors());
    }

    @Override
    public void close() {
        while (!objects.isEmpty()) {
            vips.unref(objects.pop());
        }
        arena.close();
    }

    /** An operation. Its arguments are set by name; then it is run once. */
    final class Operation {
        private final MemorySegment operation;

        private Operation(MemorySegment operation) {
            this.operation = operation;
        }

        /** Sets a number, a value of an enumeration or a list of numbers. */
        Operation set(String argument, Object value) throws Failed {
            if (!vips.set(operation, text(argument), text(value.toString()))) {
                throw failed();
            }
            return this;
        }

        Operation image(String argument, MemorySegment image) {
            vips.setImage(operation, text(argument), image);
            return this;
        }

        Operation source(MemorySegment source) {
            vips.setSource(operation, text("source"), source);
            return this;
        }

        /** Runs the operation and returns its image. Pixels are computed when they are read. */
        MemorySegment image() throws Failed {
            return keep(run(() -> vips.image(operation, text("out"))));
        }

        /** Runs the operation and returns its bytes. */
        byte[] bytes() throws Failed {
            return run(() -> vips.bytes(operation, text("buffer")));
        }

        private <T> T run(Supplier<T> result) throws Failed {
            try {
                if (!vips.run(operation)) {
                    throw failed();
                }
                return result.get();
            } finally {
                vips.unrefOutputs(operation);
            }
        }
    }
}
