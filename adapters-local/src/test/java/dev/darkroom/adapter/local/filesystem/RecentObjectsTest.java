package dev.darkroom.adapter.local.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentObjectsTest {
    private static final int MAX_OBJECTS = 8 * 1024 * 1024 / RecentObjects.MAX_OBJECT_BYTES;

    private final RecentObjects objects = new RecentObjects();

    @Test
    void sizeOfTheCacheIsBounded() throws IOException {
        SequentialIds ids = new SequentialIds();
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 4 * MAX_OBJECTS; i++) {
            ObjectKey key = ObjectKey.original(ids.next(Instant.EPOCH), ContentType.JPEG);
            keys.add(key);
            StoredObject object = new StoredObject(key, RecentObjects.MAX_OBJECT_BYTES, Instant.EPOCH);
            assertThat(objects.find(key,
                    () -> new RecentObjects.Entry(object, new byte[RecentObjects.MAX_OBJECT_BYTES])))
                    .isNotNull();
        }

        assertThat(keys.stream().filter(key -> objects.find(key) != null).count()).isBetween(MAX_OBJECTS / 2L,
                MAX_OBJECTS - 1L);
    }
}
