package dev.darkroom.domain.model.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenditionDefinitionTest {
    private static final ImageId ID = new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11"));

    private static RenditionDefinition definition(String text) {
        return RenditionDefinitions.parse(text).all().stream().toList().getLast();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x=320x0                   | 4000x3000 | 320x240",
        "x=320x0                   | 319x3000  | 319x3000",
        "x=0x300                   | 4000x3000 | 400x300",
        "x=0x300                   | 4001x299  | 4001x299",
        "x=400x400                 | 4000x3000 | 400x300",
        "x=400x400                 | 3000x4000 | 300x400",
        "x=400x400                 | 333x97    | 333x97",
        "x=97x61                   | 1081x1080 | 61x61",
        "x=400x400                 | 8192x1    | 400x1",
        "x=96x96,cover             | 4000x3000 | 96x96",
        "x=96x96,cover             | 4000x50   | 96x50",
        "x=96x96,cover             | 50x40     | 50x40",
        "x=1200x300,cover,entropy  | 1000x1000 | 1000x300",
        "x=500x400,contain         | 4000x3000 | 500x400",
        "x=500x400,contain         | 5x4       | 500x400",
    })
    void sizeFollowsFromThePicture(String text, String original, String expected) {
        assertThat(definition(text).of(dimensions(original))).isEqualTo(dimensions(expected));
    }

    private static Dimensions dimensions(String text) {
        String[] sides = text.split("x", -1);
        return new Dimensions(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }

    @Test
    void everyScaledSizeFitsTheRenditionAndIsNotLargerThanThePicture() {
        List<RenditionDefinition> definitions = List.copyOf(RenditionDefinitions.parse(
                "box=97x61 tall=0x83 banner=201x31,cover face=61x77,cover,attention frame=101x67,contain").all());
        for (int width = 1; width < 420; width += 13) {
            for (int height = 1; height < 420; height += 11) {
                Dimensions original = new Dimensions(width, height);
                for (RenditionDefinition definition : definitions) {
                    Dimensions scaled = definition.scaled(original);
                    Dimensions made = definition.of(original);
                    assertThat(scaled.width()).isLessThanOrEqualTo(width);
                    assertThat(scaled.height()).isLessThanOrEqualTo(height);
                    boolean isCropped = definition.fit() == Fit.COVER;
                    assertThat(isCropped ? made.width() : scaled.width())
                            .as("%s of %s", definition, original)
                            .isLessThanOrEqualTo(isCropped ? scaled.width() : made.width());
                    assertThat(isCropped ? made.height() : scaled.height())
                            .as("%s of %s", definition, original)
                            .isLessThanOrEqualTo(isCropped ? scaled.height() : made.height());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "avatar=96x96,cover,attention | avatar-96x96-cover-attention-q80",
        "hero=1600x0,q=75 | hero-1600x0-q75",
        "frame=500x400,contain | frame-500x400-contain-q80",
        "tile=10x10,cover | tile-10x10-cover-q80",
        "thumb=150x150,cover | thumb",
        "thumb=151x150,cover | thumb-151x150-cover-q80",
        "small=320x0,inside,q=80 | small",
        "small=320x0,q=81 | small-320x0-q81",
    })
    void keyContainsTheParametersUnlessTheyAreThoseOfADefault(String text, String name) {
        RenditionDefinition definition =
                RenditionDefinitions.parse(text).find(text.substring(0, text.indexOf('='))).orElseThrow();

        assertThat(new Rendition(definition, ContentType.WEBP).key(ID).name()).isEqualTo(name + ".webp");
    }

    @Test
    void longestKeyIsAllowed() {
        RenditionDefinition longest = new RenditionDefinition(
                "n".repeat(32), 8_192, 8_192, Fit.COVER, Gravity.ATTENTION, 100);

        assertThat(new Rendition(longest, ContentType.AVIF).key(ID).name()).hasSizeLessThanOrEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource({"original.jpg", "undecodable", "upload", "part-0-first-0123456789abcdef", "other.webp", "small.png",
        "small", "small-320x0-q80.webp", "x-0x0-q80.jpg", "x-10x10-q0.jpg", "x-010x10-q80.jpg",
        "x-10x10-centre-q80.jpg",
        "part-1-10x10-q80.jpg", "x-10x10-entropy-q80.jpg", "x-99999x1-q80.jpg"})
    void otherKeysAreNoRenditions(String name) {
        assertThat(Rendition.of(new ObjectKey(new ObjectPrefix(ID), name))).isEmpty();
    }
}
