package dev.darkroom.domain.model.access;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of actor may see and change. The actors are anyone, alice, bob and an admin. */
class ActorTest {
    private static Actor actor(String name) {
        return switch (name) {
            case "anyone" -> new Actor.Anyone();
            case "admin" -> new Actor.Admin(new UserId("root"));
            default -> new Actor.User(new UserId(name));
        };
    }

    private static @Nullable UserId user(@Nullable String name) {
        return name == null ? null : new UserId(name);
    }

    @ParameterizedTest
    @CsvSource({
        "anyone, PRIVATE, true", "anyone, PUBLIC, true", //
        "alice,  PRIVATE, true", "alice,  PUBLIC, true", //
        "bob,    PRIVATE, false", "bob,    PUBLIC, true", //
        "admin,  PRIVATE, true", "admin,  PUBLIC, true"})
    void alicesPicturesAreSeen(String actor, Visibility visibility, boolean seen) {
        assertThat(actor(actor).maySee(image().owner("alice").visibility(visibility).build())).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({"anyone, true", "alice, true", "bob, false", "Alice, false", "admin, true"})
    void whatIsAlicesIsChanged(String actor, boolean changed) {
        assertThat(actor(actor).mayChange(new UserId("alice"))).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource({
        "anyone,      ,      ", "anyone, alice, alice", //
        "alice,       , alice", "alice,  alice, alice", "alice, bob, ", //
        "admin,       , root", "admin,  alice, alice"})
    void aNewPictureIsTheirsOrWhoseTheyMayName(String actor, @Nullable String asked, @Nullable String owner) {
        assertThat(actor(actor).ownerOfNew(user(asked))).isEqualTo(Optional.ofNullable(user(owner)));
    }

    @ParameterizedTest
    @CsvSource({"anyone, alice, alice", "alice, alice, alice", "admin, alice, root"})
    void whoActsIsWhoSignedIn(String actor, String owner, String acting) {
        assertThat(actor(actor).acting(new UserId(owner))).isEqualTo(new UserId(acting));
    }

    /** The list asked for, and the one shown; "-" shows nothing. */
    @ParameterizedTest
    @CsvSource({
        "anyone,      ,        ,      ,        ", "anyone, alice, PRIVATE, alice, PRIVATE", //
        "admin,       ,        ,      ,        ", "admin,  alice, PRIVATE, alice, PRIVATE", //
        "alice,       ,        , alice,        ", "alice,       , PRIVATE, alice, PRIVATE", //
        "alice,       , PUBLIC ,      , PUBLIC ", //
        "alice,  alice,        , alice,        ", "alice,  alice, PRIVATE, alice, PRIVATE", //
        "alice,  alice, PUBLIC , alice, PUBLIC ", //
        "alice,  bob,          , bob,   PUBLIC ", "alice,  bob,   PUBLIC , bob,   PUBLIC ", //
        "alice,  bob,   PRIVATE, -,            "})
    void listsShowWhatMayBeSeen(
            String actor, @Nullable String askedOwner, @Nullable Visibility asked, @Nullable String owner,
            @Nullable Visibility visibility) {
        ImageFilter filter = Filters.of(user(askedOwner), new Tag("sea"), null, asked, null, null);

        assertThat(actor(actor).restrict(filter))
                .isEqualTo(
                        "-".equals(owner)
                                ? Optional.empty()
                                : Optional.of(
                                        Filters.of(user(owner), new Tag("sea"), null, visibility, null, null)));
    }
}
