package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The body is the picture, and the fields are query parameters. */
record RawForm() implements UploadForm {
    @Override
    public long maxBodyBytes(long maxUploadBytes) {
        return maxUploadBytes;
    }

    @Override
    public void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException {
        fields.addQuery(query);
        try (OutputStream file = spool.start()) {
            body.transferTo(file);
        }
    }
}
