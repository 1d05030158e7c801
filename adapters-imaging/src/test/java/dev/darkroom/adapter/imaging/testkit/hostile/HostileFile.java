package dev.darkroom.adapter.imaging.testkit.hostile;

import java.util.function.Supplier;

/**
 * A file that attacks a decoder.
 *
 * @param name a description of the attack
 * @param maker creates the bytes, up to 25 MiB, on each call
 */
public record HostileFile(String name, Supplier<byte[]> maker) {
    /** Creates the bytes of the file. */
    public byte[] bytes() {
        return maker.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
