package dev.darkroom.bootstrap.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Data that an earlier version wrote, with its responses. The README.md beside the resources says how they were made. */
record OldData(JsonNode facts, Map<String, byte[]> files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "data/";

    static OldData read(String resource) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(OldData.class.getResourceAsStream(resource));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
            return new OldData(JSON.readTree(Objects.requireNonNull(files.remove("facts.json"))), files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time at which everything was written. */
    Instant writtenAt() {
        return Instant.parse(facts.path("written_at").asText());
    }

    /** The old version's response to the first list, which contains all images. */
    JsonNode images() {
        return facts.path("answers").path(0).path("body").path("items");
    }

    /** Writes the data folder. */
    void unpack(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey().substring(FOLDER.length()));
            if (file.getKey().endsWith("/")) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.write(path, file.getValue());
            }
        }
    }
}
