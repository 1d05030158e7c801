package dev.darkroom.domain.model.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenditionDefinitionsTest {
    private static final ImageId ID = new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11"));
    private static final int CASES = 20_000;

    @Test
    void definitionsAreAddedToTheDefaultsOrReplaceThem() {
        RenditionDefinitions definitions = RenditionDefinitions.parse(
                "  avatar=96x96,cover,attention \n small=400x0,q=75,inside\thero=1600x0  ");

        assertThat(definitions.names()).containsExactly("thumb", "small", "medium", "large", "avatar", "hero");
        assertThat(definitions.find("avatar")).contains(
                new RenditionDefinition("avatar", 96, 96, Fit.COVER, Gravity.ATTENTION, 80));
        assertThat(definitions.find("small")).contains(
                new RenditionDefinition("small", 400, 0, Fit.INSIDE, Gravity.CENTRE, 75));
        assertThat(definitions.find("large")).contains(RenditionDefinition.LARGE);
        assertThat(definitions.find("huge")).isEmpty();
        assertThat(RenditionDefinitions.parse(definitions.toString())).isEqualTo(definitions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "avatar                          | the rendition \"avatar\" needs a name and a size: write it like avatar=96x96,cover",
        "=96x96                          | the rendition \"=96x96\" needs a name and a size",
        "avatar=                         | the rendition \"avatar\" needs a size after the =",
        "avatar=96                       | the rendition \"avatar\" needs a size after the =",
        "avatar=96x-1                    | the rendition \"avatar\" needs a size after the =",
        "avatar=cover,96x96              | the rendition \"avatar\" needs a size after the =",
        "avatar=123456x1                 | the rendition \"avatar\" needs a size after the =",
        "avatar=٩x٩                      | the rendition \"avatar\" needs a size after the =",
        "avatar=8193x10                  | the rendition \"avatar\" needs a width and a height from 0 to 8192",
        "avatar=0x0                      | the rendition \"avatar\" needs a width or a height",
        "avatar=96x0,cover               | the rendition \"avatar\" needs both a width and a height",
        "avatar=0x96,contain             | the rendition \"avatar\" needs both a width and a height",
        "avatar=4000x2501,contain        | the rendition \"avatar\" needs fewer pixels",
        "avatar=96x96,attention          | the rendition \"avatar\" needs the fit cover with attention or entropy",
        "avatar=96x96,contain,entropy    | the rendition \"avatar\" needs the fit cover with attention or entropy",
        "avatar=96x96,q=0                | the rendition \"avatar\" needs a quality from q=1 to q=100",
        "avatar=96x96,q=101              | the rendition \"avatar\" needs a quality from q=1 to q=100",
        "avatar=96x96,q=                 | the rendition \"avatar\" has the unknown option \"q=\": write inside,",
        "avatar=96x96,crop               | the rendition \"avatar\" has the unknown option \"crop\": write inside,",
        "avatar=96x96,                   | the rendition \"avatar\" has the unknown option \"\": write inside,",
        "avatar=96x96,COVER              | the rendition \"avatar\" has the unknown option \"COVER\": write inside,",
        "avatar=96x96,cover,inside       | the rendition \"avatar\" has two values of the same option",
        "avatar=96x96,q=80,q=80          | the rendition \"avatar\" has two values of the same option",
        "avatar=9x9 avatar=8x8           | the rendition \"avatar\" is defined twice",
        "Avatar=9x9                      | the rendition \"Avatar\" needs another name",
        "-a=9x9                          | the rendition \"-a\" needs another name",
        "a.b=9x9                         | the rendition \"a.b\" needs another name",
        "a2345678901234567890123456789012x=9x9 | the rendition \"a2345678901234567890123456789012x\" needs another name",
        "original=9x9                    | the rendition \"original\" needs another name: original, upload, undecodable",
        "upload=9x9                      | the rendition \"upload\" needs another name: original, upload, undecodable",
        "undecodable=9x9                 | the rendition \"undecodable\" needs another name: original, upload",
        "part-1=9x9                      | the rendition \"part-1\" needs another name: original, upload, undecodable",
    })
    void errorSaysWhatToDo(String text, String message) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> RenditionDefinitions.parse(text))
                .withMessageStartingWith(message);
    }

    @Test
    void thirtyTwoNamesAreAllowedWithTheDefaults() {
        String others = numbered(28);

        assertThat(RenditionDefinitions.parse(others).names()).hasSize(32);
        assertThat(RenditionDefinitions.parse(others + " thumb=10x10").names()).hasSize(32);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> RenditionDefinitions.parse(numbered(30)))
                .withMessage("the renditions are 34 with the defaults, but 32 are allowed: remove 2");
    }

    private static String numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i + "=10x10").collect(Collectors.joining(" "));
    }

    /** Any definition is the same after it is written and parsed, and different definitions have different keys. */
    @Test
    void definitionsAreWrittenAndParsedWithoutLossAndHaveTheirOwnKeys() {
        Random random = new Random(23);
        Map<ObjectKey, Rendition> byKey = new HashMap<>();
        for (int i = 0; i < CASES; i++) {
            RenditionDefinition definition = any(random);

            assertThat(RenditionDefinitions.parse(definition.toString()).find(definition.name())).contains(definition);
            for (ContentType format : Rendition.FORMATS) {
                Rendition rendition = new Rendition(definition, format);
                assertThat(Rendition.of(rendition.key(ID))).contains(rendition);
                assertThat(byKey.merge(rendition.key(ID), rendition, (first, _) -> first)).isEqualTo(rendition);
            }
        }
    }

    /** Few sizes and short names, which contain parts of object names, so that many are almost equal. */
    private static RenditionDefinition any(Random random) {
        List<String> names = List.of("a", "a-1x1", "1x1", "a-cover", "a-q8", "thumb", "small", "a-1x1-q8", "a-0x1-q80");
        while (true) {
            try {
                return new RenditionDefinition(
                        names.get(random.nextInt(names.size())), random.nextInt(20), random.nextInt(20),
                        List.of(Fit.values()).get(random.nextInt(3)), List.of(Gravity.values()).get(random.nextInt(3)),
                        78 + random.nextInt(5));
            } catch (InvalidValueException e) {
                // Values that exclude each other.
            }
        }
    }

    /** Any text is parsed or refused with a sentence. */
    @Test
    void anyTextIsParsedOrRefused() {
        Random random = new Random(32);
        List<String> words = List.of("a", "thumb", "=", "1", "96", "x", ",", "cover", "contain", "inside", "attention",
                "q=", "80", " ", "-", "0", "\n", "é", "\0", "original", "%s");
        int parsed = 0;
        for (int i = 0; i < CASES; i++) {
            List<String> parts = new ArrayList<>();
            int count = random.nextInt(12);
            for (int j = 0; j < count; j++) {
                parts.add(words.get(random.nextInt(words.size())));
            }
            try {
                assertThat(RenditionDefinitions.parse(String.join("", parts)).names().size()).isBetween(4, 32);
                parsed++;
            } catch (InvalidValueException e) {
                assertThat(e).hasMessageStartingWith("the rendition");
            }
        }
        assertThat(parsed).isPositive();
    }
}
