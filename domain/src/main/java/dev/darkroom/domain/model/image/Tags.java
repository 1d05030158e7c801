package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The tags of one image: at most 30, without duplicates, in the order in which they were given. */
public record Tags(List<Tag> values) implements Iterable<Tag> {
    /** How many tags one image can have. */
    public static final int MAX_COUNT = 30;

    public static final Tags NONE = new Tags(List.of());

    /**
     * Drops repeated tags.
     *
     * @throws InvalidValueException when more than {@link #MAX_COUNT} different tags are left
     */
    public Tags {
        values = values.stream().distinct().toList();
        if (values.size() > MAX_COUNT) {
            throw new InvalidValueException("tags", "must be at most 30");
        }
    }

    /** The tags with these texts, each trimmed and lower-cased. */
    public static Tags of(Collection<String> texts) {
        return new Tags(texts.stream().map(Tag::new).toList());
    }

    /**
     * These tags, then those of the others that are not among them.
     *
     * @throws InvalidValueException when there are more than {@link #MAX_COUNT}
     */
    public Tags with(Tags others) {
        return new Tags(Stream.concat(values.stream(), others.values.stream()).toList());
    }

    /** These tags in their order, without the others. */
    public Tags without(Tags others) {
        return new Tags(values.stream().filter(tag -> !others.values.contains(tag)).toList());
    }

    @Override
    public Iterator<Tag> iterator() {
        return values.iterator();
    }
}
