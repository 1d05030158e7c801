package dev.darkroom.domain.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"'  Grey HERON '|grey heron", "Straße|strasse", "É|e", "ﬁn|fin", "a_b-c.d/e|a b c d e",
                "IMG_0042.JPG|img 0042 jpg", "凧揚げ|凧揚け", "x²|x2", "don't|don t"})
    void textIsSplitIntoPlainWords(String text, String words) {
        assertThat(String.join(" ", Words.of(text).values())).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "!?", "\u0301", "🪁"})
    void textWithoutLettersAndDigitsIsRefused(String text) {
        assertThatThrownBy(() -> Words.of(text)).isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("must contain a letter or a digit");
    }

    @Test
    void tenWordsAreAcceptedAndElevenAreRefused() {
        assertThat(Words.of("a b c d e f g h i j").values()).hasSize(10);
        assertThatThrownBy(() -> Words.of("a b c d e f g h i j k")).isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("must be at most 10 words");
    }

    @Test
    void longWordsAreCutBetweenCharacters() {
        assertThat(Words.of("y".repeat(65)).values()).containsExactly("y".repeat(64));
        assertThat(Words.of("y".repeat(63) + "𐐨".repeat(2)).values()).containsExactly("y".repeat(63));
    }
}
