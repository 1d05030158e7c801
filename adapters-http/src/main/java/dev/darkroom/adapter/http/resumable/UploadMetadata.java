package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.form.UploadFields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Upload-Metadata} of tus: pairs of a key and a value in base64, separated by commas. Clients add keys of their own, for
 * example {@code filetype}. Those are kept for the client and mean nothing to this server, which looks at the bytes.
 */
final class UploadMetadata {
    static final String HEADER = "Upload-Metadata";

    private static final int MAX_CHARS = 8 * 1024;
    private static final Set<String> FIELDS =
            Set.of("user_id", "filename", "title", "description", "tags", "visibility");
    private static final Pattern PAIR = Pattern.compile("([\\x21-\\x2b\\x2d-\\x7e]+)(?: +([A-Za-z0-9+/]*={0,2}))?");

    private UploadMetadata() {}

    /** Reads the fields of the image. */
    static UploadFields fields(@Nullable String header) {
        UploadFields fields = new UploadFields();
        if (header == null || header.isEmpty()) {
            return fields;
        }
        if (header.length() > MAX_CHARS) {
            throw ProblemException.invalid(HEADER, "is too long: it may have 8 KiB");
        }
        Set<String> keys = new HashSet<>();
        for (String pair : header.split(",", -1)) {
            Matcher matcher = PAIR.matcher(pair.strip());
            if (!matcher.matches()) {
                throw malformed();
            }
            String key = matcher.group(1);
            if (!keys.add(key)) {
                throw ProblemException.invalid(HEADER, "has the key " + key + " more than once");
            }
            String value = matcher.group(2);
            if (FIELDS.contains(key)) {
                fields.add(key, value == null ? "" : decode(key, value));
            } else if (value != null) {
                decodeBase64(value);
            }
        }
        return fields;
    }

    private static String decode(String key, String value) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decodeBase64(value))).toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.invalid(HEADER, "has a value of " + key + " that is not UTF-8");
        }
    }

    private static byte[] decodeBase64(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static ProblemException malformed() {
        return ProblemException.invalid(HEADER,
                "must look like \"filename a2l0ZS5qcGc=,user_id YWxpY2U=\", with each value in base64");
    }
}
