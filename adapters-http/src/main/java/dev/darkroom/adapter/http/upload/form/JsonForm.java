package dev.darkroom.adapter.http.upload.form;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object with the picture as base64 (RFC 4648, section 4), which is decoded while it arrives. */
record JsonForm() implements UploadForm {
    private static final StrictJson<UploadJson> JSON =
            new StrictJson<>(UploadJson.class, "{\"user_id\": \"alice\", \"image\": \"BASE64\"}");

    /**
     * The fields as clients send them.
     *
     * @param image the spool to which the picture was written
     */
    record UploadJson(
            @Nullable String userId,
            @Nullable String filename,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> tags,
            @Nullable String visibility,
            @JsonDeserialize(using = Base64Deserializer.class) @Nullable Spool image) {}

    @Override
    public long maxBodyBytes(long maxUploadBytes) {
        return (maxUploadBytes + 2) / 3 * 4 + UploadFields.MAX_BYTES;
    }

    @Override
    public void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException {
        UploadForm.requireNoQuery(query);
        UploadJson upload = JSON.read(body, Map.of(Spool.class, spool), JsonForm::repeated);
        fields.addAll(upload.userId(), upload.filename(), upload.title(), upload.description(), upload.tags(),
                upload.visibility());
    }

    private static ProblemException repeated(String name) {
        return name.equals("image") ? Spool.secondFile() : ProblemException.invalid(name, "must be given once");
    }
}
