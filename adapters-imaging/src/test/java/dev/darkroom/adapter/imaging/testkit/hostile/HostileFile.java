package dev.darkroom.adapter.imaging.testkit.hostile;

import java.util.function.Supplier;

/**
 * A file that means no good.
 *
 * @param name what is wrong with it
 * @param maker gives the bytes anew, of which there may be 24 MB
 */
public record HostileFile(String name, Supplier<byte[]> maker) {
    /** The file. */
    public byte[] bytes() {
        return maker.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
