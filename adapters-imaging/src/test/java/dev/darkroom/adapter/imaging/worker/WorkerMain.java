package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.render.Footprint;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The main class of workers in tests: real workers, and workers that misbehave as an attacked decoder can. */
final class WorkerMain {
    static final long MEMORY_BYTES = 256L * 1024 * 1024;

    private WorkerMain() {}

    /** How a worker behaves. */
    enum Behaviour {
        /** Decodes. */
        REAL,
        /** Crashes with every picture, as by a segmentation fault. */
        CRASHES,
        /** Is killed from outside with every picture. */
        IS_KILLED,
        /** Crashes with the first picture only: deletes the mark. */
        CRASHES_ONCE,
        /** Computes forever. */
        SPINS,
        /** Waits forever, without using a processor. */
        SLEEPS,
        /** Allocates native memory forever. */
        GROWS,
        /** Allocates heap until it is full. */
        FILLS_HEAP,
        /** Answers with bytes that are not a rendition. */
        LIES,
        /** Answers with its environment, the files in its folder, and whether the kernel kills it first when memory runs out. */
        REPORTS,
        /** Ends without a message. */
        SILENT
    }

    /** @param arguments the behaviour, and the file that is the mark */
    public static void main(String... arguments) throws Exception {
        Behaviour behaviour = Behaviour.valueOf(arguments[0]);
        InputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        if (behaviour == Behaviour.REAL) {
            RenderWorker.run(in, out, MEMORY_BYTES, null);
        } else if (behaviour == Behaviour.SILENT) {
            Runtime.getRuntime().halt(7);
        } else {
            ProcessLimits.apply(4 * MEMORY_BYTES);
            RenderWorker.serve(
                    in, new DataOutputStream(new BufferedOutputStream(out)),
                    new Misbehaving(behaviour, Path.of(arguments[1])));
        }
    }

    private record Misbehaving(Behaviour behaviour, Path mark) implements Codec {
        @Override
        public String name() {
            return "misbehaving 1.0.0";
        }

        @Override
        public boolean reads(ContentType type) {
            return true;
        }

        @Override
        public boolean writes(ContentType format) {
            return true;
        }

        @Override
        public Footprint footprint() {
            return Footprint.LIBVIPS;
        }

        @Override
        public Content render(Content original, Decoding decoding, Rendition rendition)
                throws CodecException, IOException {
            return Content.of(placeholder(original, decoding).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        @SuppressWarnings("InfiniteLoop")
        public String placeholder(Content original, Decoding decoding) throws CodecException, IOException {
            switch (behaviour) {
                case CRASHES -> Runtime.getRuntime().halt(139);
                case IS_KILLED -> Runtime.getRuntime().halt(137);
                case CRASHES_ONCE -> {
                    if (Files.deleteIfExists(mark)) {
                        Runtime.getRuntime().halt(139);
                    }
                }
                case SPINS -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }
                case SLEEPS -> {
                    try {
                        Thread.sleep(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                case GROWS -> {
                    while (true) {
                        MemorySegment piece = Arena.global().allocate(4 << 20);
                        piece.fill((byte) 1);
                    }
                }
                case FILLS_HEAP -> {
                    byte[][] pieces = new byte[100_000][];
                    for (int i = 0; i < pieces.length; i++) {
                        pieces[i] = new byte[1 << 20];
                    }
                }
                case REPORTS -> throw new CodecException.Damaged(report());
                case REAL, LIES, SILENT -> {
                    // Return a placeholder.
                }
            }
            return "a placeholder";
        }

        private static String report() throws IOException {
            Map<String, String> environment = new TreeMap<>(System.getenv());
            environment.remove("MALLOC_ARENA_MAX");
            environment.remove("TMPDIR");
            try (Stream<Path> files = Files.list(Path.of(""))) {
                return "environment " + environment.keySet() + ", files " + files.toList() + ", killed "
                        + (Files.readString(Path.of("/proc/self/oom_score_adj")).strip().equals("1000")
                                ? "first"
                                : "later");
            }
        }
    }
}
