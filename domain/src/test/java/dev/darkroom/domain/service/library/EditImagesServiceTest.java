package dev.darkroom.domain.service.library;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImages;
import dev.darkroom.domain.port.in.library.EditImages.Changes;
import dev.darkroom.domain.port.in.library.EditImages.Result;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EditImagesServiceTest {
    private static final Actor ANYONE = new Actor.Anyone();

    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final EditImage editImage = new EditImageService(catalog, new MovableClock());
    private final EditImages editImages = new EditImagesService(editImage);

    private ImageId ready(String owner, String... tags) {
        Image image = image().owner(owner).tags(tags).build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        catalog.publish(image);
        return image.id();
    }

    private Set<ImageId> ready(int count) {
        return IntStream.range(0, count).mapToObj(_ -> ready("alice")).collect(Collectors.toSet());
    }

    private static Changes add(String... tags) {
        return new Changes(Tags.of(List.of(tags)), Tags.NONE, null);
    }

    private Tags tags(ImageId id) {
        return catalog.find(id).orElseThrow().details().tags();
    }

    @Test
    void onlyTheActorsImagesAreEdited() {
        ImageId mine = ready("alice");
        ImageId other = ready("bob");
        ImageId unknown = image().build().id();

        assertThat(editImages.edit(new EditImages.Command(
                new Actor.User(new UserId("alice")), Set.of(mine, other, unknown),
                new Changes(Tags.NONE, Tags.NONE, Visibility.PUBLIC)))).isEqualTo(Map.of(
                        mine, new Result.Edited(2), other, new Result.NotFound(), unknown, new Result.NotFound()));
        assertThat(catalog.find(other).orElseThrow().details().visibility()).isEqualTo(Visibility.PRIVATE);
    }

    @Test
    void oneCallEditsAtMostAHundredImages() {
        Set<ImageId> ids = ready(EditImages.MAX_COUNT);

        assertThat(editImages.edit(new EditImages.Command(ANYONE, ids, add("kite"))).values())
                .hasSize(EditImages.MAX_COUNT)
                .containsOnly(new Result.Edited(2));

        ids.add(ready("alice"));
        assertThatThrownBy(() -> new EditImages.Command(ANYONE, ids, add("kite")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void concurrentCallsLoseNoTag() throws Exception {
        Set<ImageId> ids = ready(20);
        List<String> added = IntStream.range(0, 8).mapToObj(i -> "n" + i).toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map<ImageId, Result>>> calls = added.stream()
                    .<Callable<Map<ImageId, Result>>>map(
                            tag -> () -> editImages.edit(new EditImages.Command(ANYONE, ids, add(tag))))
                    .toList();
            for (Future<Map<ImageId, Result>> call : threads.invokeAll(calls)) {
                assertThat(call.get().values()).hasSize(20).hasOnlyElementsOfType(Result.Edited.class);
            }
        }

        assertThat(ids).allSatisfy(id -> assertThat(tags(id))
                .containsExactlyInAnyOrderElementsOf(Tags.of(added)));
    }

    @Test
    void repeatedCallEditsTheRestAfterAFailure() {
        Set<ImageId> ids = ready(40);
        AtomicInteger calls = new AtomicInteger();
        EditImages troubled = new EditImagesService(command -> {
            if (calls.incrementAndGet() > 10) {
                throw new StorageException.Unavailable("planned", null);
            }
            return editImage.edit(command);
        });
        EditImages.Command command = new EditImages.Command(ANYONE, ids, add("kite"));

        assertThatThrownBy(() -> troubled.edit(command)).isInstanceOf(StorageException.Unavailable.class);
        assertThat(ids.stream().filter(id -> !tags(id).equals(Tags.NONE))).as("what was begun was done").hasSize(10);
        assertThat(calls).as("no more was begun").hasValueLessThanOrEqualTo(10 + BoundedParallel.AT_ONCE);

        assertThat(editImages.edit(command).values()).hasSize(40).containsOnly(new Result.Edited(2));
    }
}
