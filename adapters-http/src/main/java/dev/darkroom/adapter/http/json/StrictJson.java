package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** Reads JSON from clients (RFC 8259) within limits. */
public final class StrictJson {
    /** Of one text. A picture as base64 is never held as a text. */
    static final int MAX_TEXT_LENGTH = 64 * 1024;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .maxNameLength(256)
                    .maxNestingDepth(8)
                    .build())
            .build();

    private StrictJson() {}
}
