package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes to a file: ranges to remove, to overwrite or to zero, added in any order. They are applied while the file is
 * read, so no second file is written and all other bytes stay the same. Memory is bounded by the number of edits, not
 * by the size of the file.
 */
public final class Edits {
    /** A photograph needs fewer than ten, an animation a few for each frame. */
    public static final int MAX_EDITS = 20_000;

    private record Edit(long from, long to, Slice replacement) {
        boolean isCut() {
            return replacement.length() == 0;
        }
    }

    private static final Slice NOTHING = new Slice.Zeros(0);

    private final List<Edit> edits = new ArrayList<>();
    private long growth;

    /** Removes a range. */
    public void cut(long from, long to) throws Refusal.Damaged {
        Edit last = edits.isEmpty() ? null : edits.getLast();
        if (from < to && last != null && last.isCut() && last.to == from) {
            edits.removeLast();
            growth += last.to - last.from;
            cut(last.from, to);
        } else if (from < to) {
            add(from, to, NOTHING);
        }
    }

    /** Overwrites a range with zeros. */
    public void blank(long from, long to) throws Refusal.Damaged {
        if (from < to) {
            add(from, to, new Slice.Zeros(to - from));
        }
    }

    /** Replaces a range by other bytes, which may be more or fewer. */
    public void replace(long from, long to, byte[] bytes) throws Refusal.Damaged {
        add(from, to, new Slice.Literal(bytes));
    }

    /** The number of bytes by which the file becomes longer; negative if it becomes shorter. */
    public long growth() {
        return growth;
    }

    private void add(long from, long to, Slice replacement) throws Refusal.Damaged {
        if (edits.size() == MAX_EDITS) {
            throw new Refusal.Damaged("The file has more than " + MAX_EDITS + " separate blocks of metadata.");
        }
        edits.add(new Edit(from, to, replacement));
        growth += replacement.length() - (to - from);
    }

    /** Returns the edited content, or the original if there are no edits. */
    public Content applyTo(Content original) throws Refusal.Damaged {
        if (edits.isEmpty()) {
            return original;
        }
        edits.sort(Comparator.comparingLong(Edit::from));
        List<Slice> slices = new ArrayList<>();
        long at = 0;
        for (Edit edit : edits) {
            if (edit.from < at) {
                throw new Refusal.Damaged("Parts of the file overlap.");
            }
            if (edit.from > at) {
                slices.add(new Slice.Range(at, edit.from - at));
            }
            if (!edit.isCut()) {
                slices.add(edit.replacement);
            }
            at = edit.to;
        }
        if (at < original.sizeBytes()) {
            slices.add(new Slice.Range(at, original.sizeBytes() - at));
        }
        return new SlicedContent(original, List.copyOf(slices), original.sizeBytes() + growth);
    }
}
