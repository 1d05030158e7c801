package dev.darkroom.adapter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;

/**
 * {@code multipart/form-data} (RFC 7578), its parts in any order, read one after the other as they arrive.
 *
 * @param boundary what stands between the parts
 */
record MultipartForm(String boundary) implements UploadForm {
    /** Every field once, and each of many tags alone. */
    private static final int MAX_PARTS = 64;

    private static final int MAX_PART_HEADER_BYTES = 8 * 1024;
    private static final int BUFFER_BYTES = 32 * 1024;

    /** One to seventy characters (RFC 2046, section 5.1.1), with or without quotes. */
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);

    static MultipartForm of(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            throw ProblemException.invalid("Content-Type", "of a multipart/form-data body must tell its boundary");
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
            MultipartInput parts = MultipartInput.builder()
                    .setInputStream(body)
                    .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
                    .setBufferSize(BUFFER_BYTES)
                    .setMaxPartHeaderSize(MAX_PART_HEADER_BYTES)
                    .get();
            parts.setHeaderCharset(StandardCharsets.UTF_8);
            int count = 0;
            for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
                if (++count > MAX_PARTS) {
                    throw new ProblemException(ErrorCode.INVALID_REQUEST,
                            "The form has more than %d parts".formatted(MAX_PARTS));
                }
                PartHeader header = PartHeader.parse(parts.readHeaders());
                // Not closed: that would read on to the part's end, also when the upload was refused.
                readPart(header, parts.newInputStream(), fields, spool);
            }
            if (count == 0) {
                throw malformed();
            }
        } catch (FileUploadException e) {
            throw malformed();
        }
    }

    private static void readPart(PartHeader header, InputStream part, UploadFields fields, Spool spool)
            throws IOException {
        if (header.name().equals("file")) {
            fields.nameOfFile(header.filename());
            try (OutputStream file = spool.start()) {
                part.transferTo(file);
            }
        } else {
            UploadFields.requireKnown(header.name());
            byte[] text = part.readNBytes(fields.bytesLeft() + 1);
            if (text.length > fields.bytesLeft()) {
                throw UploadFields.tooLong(header.name());
            }
            fields.add(header.name(), decode(header.name(), text));
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
