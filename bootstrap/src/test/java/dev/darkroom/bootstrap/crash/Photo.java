package dev.darkroom.bootstrap.crash;

import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.domain.model.object.Checksum;
import java.util.List;
import java.util.stream.IntStream;

/** A picture to upload. It has no metadata, so that its bytes are stored unchanged. */
final class Photo {
    static final List<Photo> ALL =
            IntStream.range(0, 12).mapToObj(i -> new Photo(Photographs.jpeg(200 + i, 150, i))).toList();

    private final byte[] bytes;
    private final String sha256;

    private Photo(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = Checksum.of(Checksum.newDigest().digest(bytes)).toString();
    }

    byte[] bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }
}
