package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the forms in which an upload can come; they all mean the same. */
public sealed interface UploadForm permits MultipartForm, RawForm, JsonForm {
    /** Chooses by the header {@code Content-Type}. */
    static UploadForm of(@Nullable String contentType) {
        String mediaType = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (mediaType.equals("multipart/form-data")) {
            return MultipartForm.of(String.valueOf(contentType));
        }
        if (mediaType.equals("application/json")) {
            return new JsonForm();
        }
        if (mediaType.startsWith("image/")) {
            return new RawForm();
        }
        throw new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
                "Send the picture as multipart/form-data, as a raw body with its image/* content type, or as"
                        + " application/json with base64; Content-Type is "
                        + (mediaType.isEmpty() ? "missing" : mediaType));
    }

    /** The largest body that can hold a picture of the largest size. */
    long maxBodyBytes(long maxUploadBytes);

    /**
     * Reads the whole form.
     *
     * @param query of the request, as it was sent
     * @param fields takes what is said about the picture
     * @param spool takes the picture
     */
    void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException;

    /** For forms that carry their fields in the body. */
    static void requireNoQuery(@Nullable String query) {
        Parameters.parse(query, Set.of());
    }
}
