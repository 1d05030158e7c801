package dev.darkroom.adapter.http.upload.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.SearchPattern;

/**
 * Reads a multipart body (RFC 2046, section 5.1.1) one part after the other, as it arrives. The search for the delimiter skips ahead by up to
 * its length. Not thread-safe.
 */
final class MultipartReader {
    /** The size of one read. A delimiter has at most 74 bytes. */
    private static final int BUFFER_BYTES = 16 * 1024;

    private static final int MAX_HEADER_BYTES = 8 * 1024;

    private final InputStream body;
    private final byte[] delimiter;
    private final SearchPattern pattern;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    /** The body is not a multipart body, or ends early. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    MultipartReader(InputStream body, String boundary) {
        this.body = body;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.pattern = SearchPattern.compile(delimiter);
        // The first delimiter may be at the start of the body, without a line end before it.
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    /**
     * Moves to the next part, from the preamble or the end of a part's content.
     *
     * @return whether there is another part
     */
    boolean next() throws IOException, Malformed {
        if (peek(0) == '-' && peek(1) == '-') {
            return false;
        }
        // Gateways may add this (RFC 2046: "transport padding").
        while (peek(0) == ' ' || peek(0) == '\t') {
            from++;
        }
        if (peek(0) != '\r' || peek(1) != '\n') {
            throw new Malformed();
        }
        from += 2;
        return true;
    }

    /** Skips the text before the first part, which has no meaning. */
    void skipPreamble() throws IOException, Malformed {
        copyContent(OutputStream.nullOutputStream());
    }

    /** The header lines of a part with their line ends. The text is empty if there are none. */
    String headers() throws IOException, Malformed {
        byte[] header = new byte[MAX_HEADER_BYTES];
        int length = 0;
        while (length < MAX_HEADER_BYTES) {
            header[length++] = (byte) peek(0);
            from++;
            boolean isLineEnd = length >= 2 && header[length - 2] == '\r' && header[length - 1] == '\n';
            if (isLineEnd
                    && (length == 2 || (length >= 4 && header[length - 4] == '\r' && header[length - 3] == '\n'))) {
                return new String(header, 0, length - 2, StandardCharsets.UTF_8);
            }
        }
        throw new Malformed();
    }

    /** Copies the content of a part up to the next delimiter. */
    void copyContent(OutputStream out) throws IOException, Malformed {
        while (true) {
            int found = pattern.match(buffer, from, to - from);
            // The last bytes may be the start of a delimiter.
            int end = found >= 0 ? found : Math.max(from, to - delimiter.length + 1);
            out.write(buffer, from, end - from);
            from = end;
            if (found >= 0) {
                from += delimiter.length;
                return;
            }
            fill();
        }
    }

    /** The byte at this distance, 0 or 1, which is not consumed. */
    private int peek(int ahead) throws IOException, Malformed {
        while (to - from <= ahead) {
            fill();
        }
        return buffer[from + ahead];
    }

    private void fill() throws IOException, Malformed {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = body.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new Malformed();
        }
        to += count;
    }
}
