package dev.darkroom.bootstrap.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.ObjectFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A data folder. */
record LocalCopy(Path dataFolder) implements OldCopy {
    /** Unpacks the data into a new folder. */
    static LocalCopy of(OldData data, Path parent) {
        try {
            Path dataFolder = Files.createTempDirectory(parent, "data");
            data.unpack(dataFolder);
            return new LocalCopy(dataFolder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("DARKROOM_DATA_DIR", dataFolder.toString());
    }

    @Override
    public Set<String> objectKeys() {
        return ObjectFiles.keys(dataFolder);
    }

    @Override
    public byte[] bytes(UpgradedService service, String url) {
        return service.fetch(url).expect(200).bytes();
    }

    /** Uses the URL that the old version signed, at the new server. */
    @Override
    public void sendBytes(UpgradedService service, JsonNode upload, byte[] bytes) {
        String url = upload.path("url").asText().replaceFirst("^http://[^/]+", service.address().toString());
        service.put(url, service.headers(upload), bytes).expect(200);
    }
}
