package dev.darkroom.adapter.imaging.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.testkit.fixture.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Independent programs for pictures: ExifTool for metadata, the command line of libvips for pixels. */
public final class Tools {
    private static final int TIMEOUT_SECONDS = 60;
    private static final Pattern FILE = Pattern.compile("======== (.*)");
    private static final Pattern TAG = Pattern.compile("\\[(\\S+)]\\s+(\\S+)\\s*: (.*)");

    private Tools() {}

    public static void requireExiftool() {
        Machine.requireInstalled(
                runs("exiftool", "-ver"), "ExifTool (Debian: libimage-exiftool-perl) is not installed");
    }

    /** Writes tags into a file. */
    static void writeTags(Path file, List<String> assignments) {
        List<String> command = new ArrayList<>(List.of("exiftool", "-q", "-m", "-n", "-overwrite_original"));
        command.addAll(assignments);
        command.add(file.toString());
        run(command);
    }

    /** The raw value of a tag. */
    static byte[] tag(Path file, String tag) {
        return run(List.of("exiftool", "-b", "-" + tag, file.toString()));
    }

    /** All tags of every file in a folder, including those of embedded pictures, by group and name. */
    public static Map<String, Map<String, String>> tags(Path folder) {
        String listing = new String(
                run(List.of("exiftool", "-a", "-u", "-U", "-ee", "-G1", "-s", folder.toString())),
                StandardCharsets.UTF_8);
        Map<String, Map<String, String>> files = new TreeMap<>();
        Map<String, String> tags = new LinkedHashMap<>();
        for (String line : listing.lines().toList()) {
            Matcher file = FILE.matcher(line);
            Matcher tag = TAG.matcher(line);
            if (file.matches()) {
                tags = new LinkedHashMap<>();
                files.put(String.valueOf(Path.of(file.group(1)).getFileName()), tags);
            } else if (tag.matches()) {
                tags.merge(tag.group(1) + ":" + tag.group(2), tag.group(3), (a, b) -> a + " | " + b);
            }
        }
        return files;
    }

    /** The pixels of all frames. */
    public static byte[] pixels(Path file) {
        Path raw = file.resolveSibling(file.getFileName() + ".raw");
        try {
            run(List.of("vips", "rawsave", file + (file.toString().endsWith(".webp") ? "[n=-1]" : ""), raw.toString()));
            byte[] pixels = Files.readAllBytes(raw);
            Files.delete(raw);
            return pixels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param suffix the suffix of files that libvips must be able to load */
    public static void requireVips(String suffix) {
        Machine.requireInstalled(
                runs("vips", "--version")
                        && new String(run(List.of("vips", "-l", "foreign")), StandardCharsets.UTF_8)
                                .contains("." + suffix),
                "The vips command (Debian: libvips-tools) is not installed or can't load " + suffix);
    }

    private static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
        // The libvips in this process has set it to a folder without modules for HEIC and AVIF.
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private static boolean runs(String... command) {
        try {
            return process(List.of(command)).redirectOutput(Redirect.DISCARD).start()
                    .waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] run(List<String> command) {
        try {
            Process process = process(command).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> String.join(" ", command)).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
