package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code multipart/form-data} (RFC 7578) with parts in any order, which are read one after the other as they arrive.
 *
 * @param boundary the boundary between the parts
 */
record MultipartForm(String boundary) implements UploadForm {
    /** Enough for each field, and for many tags with a part each. */
    private static final int MAX_PARTS = 64;

    private static final int MAX_PART_HEADER_BYTES = 8 * 1024;

    /** One to seventy characters (RFC 2046, section 5.1.1), with or without quotes. */
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);

    static MultipartForm of(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            throw ProblemException.invalid("Content-Type", "of a multipart/form-data body must have a boundary");
        }
        return new MultipartForm(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    @Override
    public long maxBodyBytes(long maxUploadBytes) {
        return maxUploadBytes + UploadFields.MAX_BYTES + MAX_PARTS * (MAX_PART_HEADER_BYTES + 128L);
    }

    @Override
    public void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException {
        UploadForm.requireNoQuery(query);
        try {
            MultipartReader parts = new MultipartReader(body, boundary);
            parts.skipPreamble();
            int count = 0;
            while (parts.next()) {
                if (++count > MAX_PARTS) {
                    throw new ProblemException(ErrorCode.INVALID_REQUEST,
                            "The form has more than %d parts".formatted(MAX_PARTS));
                }
                readPart(PartHeader.parse(parts.headers()), parts, fields, spool);
            }
            if (count == 0) {
                throw malformed();
            }
        } catch (MultipartReader.Malformed e) {
            throw malformed();
        }
    }

    private static void readPart(PartHeader header, MultipartReader parts, UploadFields fields, Spool spool)
            throws IOException, MultipartReader.Malformed {
        if (header.name().equals("file")) {
            fields.nameOfFile(header.filename());
            try (OutputStream file = spool.start()) {
                parts.copyContent(file);
            }
        } else {
            UploadFields.requireKnown(header.name());
            FieldText text = new FieldText(header.name(), fields.bytesLeft());
            parts.copyContent(text);
            fields.add(header.name(), decode(header.name(), text.toByteArray()));
        }
    }

    /** The bytes of a field, up to a limit. */
    private static final class FieldText extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final String name;
        private final int maxBytes;

        FieldText(String name, int maxBytes) {
            this.name = name;
            this.maxBytes = maxBytes;
        }

        @Override
        public void write(int b) {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] text, int offset, int length) {
            if (bytes.size() + length > maxBytes) {
                throw UploadFields.tooLong(name);
            }
            bytes.write(text, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }

    private static String decode(String name, byte[] text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.invalid(name, "must be UTF-8");
        }
    }

    private static ProblemException malformed() {
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "The multipart/form-data body is malformed or ends before its last boundary");
    }
}
