package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The process that {@link HugePicturesIT} starts. It renders ten pictures of each kind concurrently and prints the
 * results.
 */
final class HugePictures {
    static final long MEMORY_BYTES = 192L * 1024 * 1024;

    private static final int EACH = 10;

    private HugePictures() {}

    /** @param arguments the renderer, the side of the pictures in pixels, the plain file, the interlaced file */
    public static void main(String... arguments) throws Exception {
        RenderLimits limits = new RenderLimits(Limits.PIXELS, Duration.ofMinutes(3), MEMORY_BYTES);
        ImageRenderer renderer =
                arguments[0].equals("libvips") ? Renderers.inThisProcess(limits, null) : Installed.imageIo(limits);
        int side = Integer.parseInt(arguments[1]);
        List<Callable<String>> renders = new ArrayList<>();
        for (String file : List.of(arguments[2], arguments[3])) {
            for (int i = 0; i < EACH; i++) {
                renders.add(() -> render(renderer, Path.of(file), side));
            }
        }
        PrintStream out = System.out;
        try (ExecutorService threads = Executors.newFixedThreadPool(renders.size())) {
            for (Future<String> told : threads.invokeAll(renders)) {
                out.println(told.get());
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    out.println(line.replaceAll("\\D", ""));
                }
            }
        }
    }

    private static String render(ImageRenderer renderer, Path file, int side) throws Exception {
        ImageRenderer.Rendering rendering = renderer.render(
                Content.of(file, Files.size(file)),
                ContentType.PNG,
                new Dimensions(side, side),
                new Rendition(RenditionDefinition.MEDIUM, ContentType.JPEG));
        String name = file.getFileName().toString().replace(".png", "");
        return name + " " + rendering.getClass().getSimpleName();
    }
}
