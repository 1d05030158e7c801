package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Servers with different definitions on one store, as while a changed definition is rolled out. */
@FullTier
class ChangedRenditionsIT {
    private static final int CLIENTS = 8;
    private static final int VIEWS = 40;
    private static final int PICTURES = 6;

    /** @param sizes of the renditions of a picture of 800 × 600, by name */
    private record Server(Application application, CloudStore store, Map<String, String> sizes) implements Steps {
        static Server start(CloudStore store, String definitions, Map<String, String> sizes) {
            Map<String, String> environment = new HashMap<>(store.environment());
            environment.put("PORT", "0");
            environment.put("DARKROOM_RENDITIONS", definitions);
            environment.put("DARKROOM_PREPARE_RENDITIONS", "false");
            return new Server(
                    Application.start(Configuration.from(environment), "test", InstantSource.system()), store, sizes);
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return store.objectKeys();
        }

        /** Requests a rendition as a page does, and asserts its size. */
        void see(String id, String name) throws Exception {
            JsonNode listed = view(id).expect(200).json().path("renditions").path(name);
            String path = URI.create(listed.path("href").asText()).getPath();
            Answer redirect = send(Call.get(path + "?rendition=" + name)).expect(302);
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(fetch(redirect.header("Location")).expect(200).bytes()));

            assertThat(picture.getWidth() + "x" + picture.getHeight())
                    .as("%s of a server with %s", name, sizes)
                    .isEqualTo(sizes.get(name))
                    .isEqualTo(listed.path("width").asInt() + "x" + listed.path("height").asInt());
        }
    }

    @Test
    void eachServerServesTheSizesOfItsDefinitionsUnderLoad() throws Exception {
        CloudStore store = CloudStore.provisioned();
        Server old = Server.start(store, "avatar=96x96,cover hero=400x0",
                Map.of("avatar", "96x96", "hero", "400x300", "small", "320x240"));
        Server changed = Server.start(store, "avatar=64x128,cover,attention hero=300x0,q=60 small=200x0",
                Map.of("avatar", "64x128", "hero", "300x225", "small", "200x150"));
        Server again = null;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                ids.add(old.uploaded(old.newUser(), Photographs.jpeg(800, 600, i)).path("image_id").asText());
            }
            List<Server> servers = new CopyOnWriteArrayList<>(List.of(old, changed));
            CountDownLatch underWay = new CountDownLatch(CLIENTS * VIEWS / 2);
            List<Future<Void>> results = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                results.add(clients.submit(client(new Random(client), ids, servers, underWay)));
            }
            underWay.await();
            again = Server.start(store, "avatar=128x32,contain hero=0x100",
                    Map.of("avatar", "128x32", "hero", "133x100", "small", "320x240"));
            servers.set(0, again);
            for (Future<Void> result : results) {
                result.get();
            }
            for (Server server : List.of(again, changed)) {
                for (String id : ids) {
                    server.see(id, "avatar");
                }
            }
            assertThat(store.objectKeys())
                    .anyMatch(key -> key.endsWith("/avatar-96x96-cover-q80.jpg"))
                    .anyMatch(key -> key.endsWith("/avatar-64x128-cover-attention-q80.jpg"))
                    .anyMatch(key -> key.endsWith("/avatar-128x32-contain-q80.jpg"))
                    .anyMatch(key -> key.endsWith("/small-200x0-q80.jpg"))
                    .anyMatch(key -> key.endsWith("/small.jpg"));
        } finally {
            old.application().close();
            changed.application().close();
            if (again != null) {
                again.application().close();
            }
        }
    }

    private static Callable<Void> client(
            Random random, List<String> ids, List<Server> servers, CountDownLatch underWay) {
        List<String> names = List.of("avatar", "hero", "small");
        return () -> {
            try {
                for (int i = 0; i < VIEWS; i++) {
                    servers.get(random.nextInt(servers.size()))
                            .see(ids.get(random.nextInt(ids.size())), names.get(random.nextInt(names.size())));
                    underWay.countDown();
                }
                return null;
            } finally {
                // After a failure the test does not wait for the rest.
                for (int i = 0; i < VIEWS; i++) {
                    underWay.countDown();
                }
            }
        };
    }
}
