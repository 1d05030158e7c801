package dev.darkroom.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each limit of the contract at n and at n + 1; each refusal names its field. */
class LimitsTest {
    private static final String EMOJI = "🪁";

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, refusal -> assertThat(refusal.field()).isEqualTo(field))
                .hasMessageStartingWith(field + " must");
    }

    private static void accepted(ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    @Test
    void userId() {
        accepted(() -> new UserId("a"));
        accepted(() -> new UserId("AZaz09._:@|-"));
        accepted(() -> new UserId("a".repeat(128)));
        refused("user_id", () -> new UserId(""));
        refused("user_id", () -> new UserId("a".repeat(129)));
        for (String character : List.of(" ", "/", "\n", "\0", "#", "é", EMOJI)) {
            refused("user_id", () -> new UserId("a" + character));
        }
    }

    @Test
    void idempotencyKey() {
        accepted(() -> new IdempotencyKey("!"));
        accepted(() -> new IdempotencyKey("~".repeat(255)));
        refused("Idempotency-Key", () -> new IdempotencyKey(""));
        refused("Idempotency-Key", () -> new IdempotencyKey("~".repeat(256)));
        for (String character : List.of(" ", "\t", "\n", "\0", "\u007f", "é", EMOJI)) {
            refused("Idempotency-Key", () -> new IdempotencyKey("a" + character + "a"));
        }
    }

    @Test
    void tag() {
        assertThat(new Tag("  Sea  KITE ").value()).isEqualTo("sea  kite");
        accepted(() -> new Tag(EMOJI.repeat(50)));
        refused("tags", () -> new Tag(EMOJI.repeat(51)));
        refused("tags", () -> new Tag(" \t "));
        refused("tags", () -> new Tag("a\0b"));
        refused("tags", () -> new Tag("\uD83E"));
    }

    @Test
    void tags() {
        List<String> thirty = IntStream.range(0, 30).mapToObj(i -> "t" + i).toList();
        accepted(() -> Tags.of(thirty));
        refused("tags", () -> Tags.of(IntStream.range(0, 31).mapToObj(i -> "t" + i).toList()));
        assertThat(Tags.of(List.of("Sea", "sea ", "kite", "SEA")).values())
                .containsExactly(new Tag("sea"), new Tag("kite"));
    }

    @Test
    void titleAndDescription() {
        accepted(() -> details(EMOJI.repeat(200), null));
        refused("title", () -> details(EMOJI.repeat(201), null));
        refused("title", () -> details("a\nb", null));
        accepted(() -> details(null, "a\r\n\tb" + "d".repeat(2_195)));
        refused("description", () -> details(null, "d".repeat(2_201)));
        refused("description", () -> details(null, "a\0b"));
    }

    private static ImageDetails details(
            @Nullable String title, @Nullable String description) {
        return new ImageDetails(title, description, Tags.NONE, Visibility.PRIVATE);
    }

    @Test
    void filename() {
        accepted(() -> new Filename(EMOJI.repeat(255)));
        refused("filename", () -> Filename.from(EMOJI.repeat(256)));
        refused("filename", () -> new Filename("a/b"));
        assertThat(Filename.from("C:\\pictures\\kite.jpg")).contains(new Filename("kite.jpg"));
        assertThat(Filename.from("../../etc/passwd")).contains(new Filename("passwd"));
        assertThat(Filename.from("ki\0te\r\n🪁.jpg")).contains(new Filename("kite🪁.jpg"));
        assertThat(Filename.from("👨‍👩‍👧.jpg")).contains(new Filename("👨‍👩‍👧.jpg"));
        assertThat(Filename.from("kite\u202Egpj.exe")).contains(new Filename("kitegpj.exe"));
        for (String nothing : List.of("", "  ", "..", ".", "a/", "/\0", "\uD83E")) {
            assertThat(Filename.from(nothing)).as(nothing).isEmpty();
        }
    }

    @Test
    void limitOfAPage() {
        for (int limit : new int[]{1, 100}) {
            accepted(() -> new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, limit));
        }
        for (int limit : new int[]{0, 101}) {
            refused("limit", () -> new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, limit));
        }
    }

    @Test
    void onlyTheCanonicalTextIsAnImageId() {
        String id = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";
        assertThat(ImageId.parse(id)).hasValueSatisfying(parsed -> assertThat(parsed).hasToString(id));
        for (String other : List.of("", "1-2-3-4-5", id.toUpperCase(Locale.ROOT), id + "0", "{" + id + "}", "x")) {
            assertThat(ImageId.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void imageIdsSortAsTheirTexts() {
        String[] texts = {
            "ffffffff-7c1e-7d43-9a53-0f4c0e4f8f11",
            "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11",
            "019ab3f0-7c1e-7d43-1a53-0f4c0e4f8f11",
            "7fffffff-7c1e-7d43-9a53-0f4c0e4f8f11"
        };
        List<String> sorted = Arrays.stream(texts)
                .map(text -> ImageId.parse(text).orElseThrow())
                .sorted()
                .map(ImageId::toString)
                .toList();
        assertThat(sorted).isEqualTo(Arrays.stream(texts).sorted().toList());
    }

    @Test
    void onlyTheTextOfAKeyIsParsed() {
        String key = "11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/original.jpg";
        assertThat(ObjectKey.parse(key)).hasValueSatisfying(parsed -> assertThat(parsed.value()).isEqualTo(key));
        assertThat(ObjectKey.parse("11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/" + "a".repeat(80))).isPresent();
        for (String other : List.of(
                "",
                "/" + key,
                key + "/",
                "12/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/original.jpg",
                "11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/..",
                "11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/.hidden",
                "11/../original.jpg",
                "11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/" + "a".repeat(81))) {
            assertThat(ObjectKey.parse(other)).as(other).isEmpty();
        }
    }
}
