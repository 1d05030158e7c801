package dev.darkroom.adapter.imaging.inspect.heif;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Ranges of a file in the order of their positions. Ranges that touch or overlap are merged. */
final class Ranges {
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    private Ranges() {}

    static Ranges of(Collection<Extent> extents) {
        Ranges ranges = new Ranges();
        extents.stream().sorted(Comparator.comparingLong(Extent::from)).forEach(ranges::append);
        return ranges;
    }

    private void append(Extent extent) {
        Map.Entry<Long, Long> last = ends.lastEntry();
        if (last != null && extent.from() <= last.getValue()) {
            ends.put(last.getKey(), Math.max(last.getValue(), extent.to()));
        } else {
            ends.put(extent.from(), extent.to());
        }
    }

    /** Whether all bytes of the extent are in these ranges. */
    boolean contains(Extent extent) {
        Map.Entry<Long, Long> range = ends.floorEntry(extent.from());
        return range != null && extent.to() <= range.getValue();
    }

    /** Whether any byte of the extent is in these ranges. */
    boolean overlaps(Extent extent) {
        Map.Entry<Long, Long> range = ends.lowerEntry(extent.to());
        return extent.length() > 0 && range != null && range.getValue() > extent.from();
    }

    /** The ranges that start inside of a region. */
    List<Extent> within(Extent region) {
        List<Extent> within = new ArrayList<>();
        ends.subMap(region.from(), region.to()).forEach((from, to) -> within.add(new Extent(from, to)));
        return within;
    }

    /** The parts of a region that are not in these ranges. */
    List<Extent> gaps(Extent region) {
        List<Extent> gaps = new ArrayList<>();
        long at = region.from();
        for (Extent range : within(region)) {
            gaps.add(new Extent(at, range.from()));
            at = range.to();
        }
        gaps.add(new Extent(at, region.to()));
        return gaps;
    }
}
