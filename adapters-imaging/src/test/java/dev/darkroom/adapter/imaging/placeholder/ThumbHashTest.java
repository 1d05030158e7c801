package dev.darkroom.adapter.imaging.placeholder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.object.Dimensions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected hashes were computed by the npm package {@code thumbhash} 0.1.1, by the author of the algorithm. */
class ThumbHashTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, false, FQAq/wEI9wiIh4hwj3CI+AiIcH/4AAAA",
        "100, 75, false, 4PcJbZqAd4d/eIeIiIeHiIRwCHd4",
        "40, 100, false, 3/cJaxpwf4d4eIiIdHAIeHg=",
        "100, 3, false, o/YNYZBwc3l8d3h4cnAHiIg=",
        "64, 64, true, H/iFNQwHcXaPiIeHeISACIiIVkYQEnVFmQ==",
        "75, 100, true, 4PeFNAwHgPd3h4h4SAiIgIdoVWZmBhKYAw==",
        "2, 2, true, 04SqBQAAdwiIeId4B4PyCJd8dgmEiIe4CA=="
    })
    void hashEqualsThatOfTheReferenceImplementation(int width, int height, boolean hasAlpha, String expected) {
        byte[] rgba = new byte[4 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 4 * (y * width + x);
                rgba[at] = (byte) (x * 255 / width);
                rgba[at + 1] = (byte) ((x + 2 * y) * 5);
                rgba[at + 2] = (byte) (255 - y * 255 / height);
                rgba[at + 3] = (byte) (hasAlpha ? x * x + y * 3 : 255);
            }
        }

        assertThat(ThumbHash.base64(new Dimensions(width, height), rgba)).isEqualTo(expected);
    }

    @Test
    void fullyTransparentPictureHasAHash() {
        assertThat(ThumbHash.base64(new Dimensions(10, 10), new byte[400]))
                .isEqualTo("AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA==");
    }

    @ParameterizedTest
    @CsvSource({"4000, 3000, 100, 75", "3000, 4000, 75, 100", "50, 20, 50, 20", "60000, 10, 100, 1"})
    void pictureIsScaledToAtMostOneHundredPixelsASide(int width, int height, int hashedWidth, int hashedHeight) {
        assertThat(ThumbHash.sizeFor(new Dimensions(width, height)))
                .isEqualTo(new Dimensions(hashedWidth, hashedHeight));
    }
}
