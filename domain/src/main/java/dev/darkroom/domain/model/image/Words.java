package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.Filename;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of a search. An image matches if all of them occur in its title, description, filename or tags, the last one as the beginning of a
 * word. Case and accents do not matter.
 *
 * <p>A word is a sequence of letters and digits. Text is decomposed (Unicode Normalization Form KD), loses its marks, and is lower-cased after it
 * was upper-cased, which also expands ß. Of a longer word, the first {@value #MAX_LENGTH} characters count.
 *
 * @param values 1 to {@value #MAX_COUNT}
 */
public record Words(List<String> values) {
    /** How many words a search can have. */
    public static final int MAX_COUNT = 10;

    /** In UTF-16 code units. */
    public static final int MAX_LENGTH = 64;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{Nd}]+");

    public Words {
        values = List.copyOf(values);
    }

    /**
     * The words of a search text.
     *
     * @throws InvalidValueException when the text has no words or more than {@link #MAX_COUNT}
     */
    public static Words of(String text) {
        List<String> words = split(text).toList();
        if (words.isEmpty()) {
            throw new InvalidValueException("q", "must contain a letter or a digit");
        }
        if (words.size() > MAX_COUNT) {
            throw new InvalidValueException("q", "must be at most 10 words");
        }
        return new Words(words);
    }

    /** The words by which an image with this name and these details is found. */
    public static Set<String> of(Filename filename, ImageDetails details) {
        return Stream.concat(
                Stream.of(details.title(), details.description(), filename.value()),
                details.tags().values().stream().map(Tag::value))
                .filter(Objects::nonNull)
                .flatMap(Words::split)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<String> split(String text) {
        String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("")
                .toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return SEPARATORS.splitAsStream(plain).filter(word -> !word.isEmpty()).map(Words::shortened);
    }

    private static String shortened(String word) {
        if (word.length() <= MAX_LENGTH) {
            return word;
        }
        return word.substring(0, Character.isHighSurrogate(word.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH);
    }

    /** The words that must occur as they are. */
    public List<String> whole() {
        return values.subList(0, values.size() - 1);
    }

    /** What a word must begin with. */
    public String prefix() {
        return values.getLast();
    }

    /** Whether the image is found. */
    public boolean match(Image image) {
        Set<String> words = of(image.filename(), image.details());
        return words.containsAll(whole()) && words.stream().anyMatch(word -> word.startsWith(prefix()));
    }
}
