package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.MediaType;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A format of the body of an upload. */
public sealed interface UploadForm permits MultipartForm, RawForm, JsonForm {
    /** The form for a {@code Content-Type}. */
    static UploadForm of(@Nullable String contentType) {
        String mediaType = MediaType.of(contentType);
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

    /** The maximum size of a body that contains a picture of the maximum size. */
    long maxBodyBytes(long maxUploadBytes);

    /**
     * Reads the whole form.
     *
     * @param query the raw query of the request
     * @param fields receives the fields
     * @param spool receives the picture
     */
    void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException;

    /** For forms whose fields are in the body. */
    static void requireNoQuery(@Nullable String query) {
        Parameters.parse(query, Set.of());
    }
}
