package dev.darkroom.adapter.http.upload.form;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.spool.Spool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A JSON object with the picture as base64 (RFC 4648, section 4), decoded while it arrives. */
public record JsonForm() implements UploadForm {
    private static final int BUFFER_BYTES = 32 * 1024;

    /** As many as a form may have parts. */
    private static final int MAX_MEMBERS = 64;

    @Override
    public long maxBodyBytes(long maxUploadBytes) {
        return (maxUploadBytes + 2) / 3 * 4 + UploadFields.MAX_BYTES;
    }

    @Override
    public void read(InputStream body, @Nullable String query, UploadFields fields, Spool spool) throws IOException {
        UploadForm.requireNoQuery(query);
        try (JsonParser json = StrictJson.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            for (int members = 0; json.nextToken() != JsonToken.END_OBJECT; members++) {
                if (members == MAX_MEMBERS) {
                    throw new ProblemException(
                            ErrorCode.INVALID_REQUEST, "The JSON object may have at most " + MAX_MEMBERS + " fields");
                }
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "image" -> readImage(json, value, spool);
                    case "tags" -> readTags(json, value, fields);
                    default -> readText(json, name, value, fields);
                }
            }
            if (json.nextToken() != null) {
                throw malformed();
            }
        } catch (JsonProcessingException e) {
            throw malformed();
        }
    }

    private static void readImage(JsonParser json, JsonToken value, Spool spool) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw ProblemException.invalid("image", "must be a string of base64");
        }
        try (OutputStream file = new BufferedOutputStream(spool.start(), BUFFER_BYTES)) {
            json.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, file);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw ProblemException.invalid("image", "must be standard base64 with its padding");
        }
    }

    public static void readTags(JsonParser json, JsonToken value, UploadFields fields) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw ProblemException.invalid("tags", "must be an array of strings");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw ProblemException.invalid("tags", "must be an array of strings");
            }
            fields.addTag(json.getText());
        }
    }

    public static void readText(JsonParser json, String name, JsonToken value, UploadFields fields)
            throws IOException {
        UploadFields.requireKnown(name);
        switch (value) {
            case VALUE_STRING -> fields.add(name, json.getText());
            case VALUE_NULL -> {
                // As if the field were not there.
            }
            default -> throw ProblemException.invalid(name, "must be a string");
        }
    }

    private static ProblemException malformed() {
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "The body must be one JSON object such as {\"user_id\": \"alice\", \"image\": \"BASE64\"}");
    }
}
