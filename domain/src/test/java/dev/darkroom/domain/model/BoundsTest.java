package dev.darkroom.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.in.library.FindExisting;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of small values. */
class BoundsTest {
    @Test
    void trashKeepsImagesForUpToTenYears() {
        assertThat(new Retention(Retention.MAX_DAYS).hasTrash()).isTrue();
        assertThat(new Retention(0).hasTrash()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Retention.MAX_DAYS + 1})
    void otherNumberOfDaysIsRefused(int days) {
        assertThatThrownBy(() -> new Retention(days)).isInstanceOf(InvalidValueException.class);
    }

    private static TrashRequest page(int limit) {
        return new TrashRequest(null, SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null, limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PageRequest.MAX_LIMIT + 1})
    void pageOfTheTrashHasOneToAHundredImages(int limit) {
        assertThat(page(1).limit()).isEqualTo(1);
        assertThat(page(PageRequest.MAX_LIMIT).limit()).isEqualTo(PageRequest.MAX_LIMIT);
        assertThatIllegalArgumentException().isThrownBy(() -> page(limit));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, ObjectShard.COUNT})
    void storeHas256Shards(int number) {
        assertThat(new ObjectShard(0).value()).isEqualTo("00");
        assertThat(new ObjectShard(ObjectShard.COUNT - 1).value()).isEqualTo("ff");
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectShard(number));
    }

    @Test
    void atMostAHundredChecksumsAreLookedUpAtOnce() {
        Set<Checksum> tooMany = IntStream.rangeClosed(0, FindExisting.MAX_COUNT)
                .mapToObj(i -> ImageBuilder.checksum(new byte[]{(byte) i}))
                .collect(Collectors.toSet());
        assertThat(tooMany).hasSize(101);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FindExisting.Query(new Actor.Anyone(), null, tooMany));
    }
}
