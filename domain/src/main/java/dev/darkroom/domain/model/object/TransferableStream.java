package dev.darkroom.domain.model.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;

/**
 * A stream whose bytes the operating system can send to a channel, such as a socket, without copying them into this process. Both ways of
 * reading advance the same position. Not thread-safe.
 */
public abstract class TransferableStream extends InputStream {
    /**
     * Sends the next bytes.
     *
     * @param maxBytes more than 0
     * @return how many bytes were sent: 0 if the channel is non-blocking and takes none now, -1 at the end of the stream
     * @throws IOException if reading or writing fails
     */
    public abstract long transferTo(WritableByteChannel target, long maxBytes) throws IOException;
}
