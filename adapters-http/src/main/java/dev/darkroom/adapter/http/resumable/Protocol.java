package dev.darkroom.adapter.http.resumable;

/** What a request speaks. Both protocols use the same resources, so an upload can be continued in the other one. */
enum Protocol {
    /** tus 1.0.0. */
    TUS("application/offset+octet-stream"),
    /** Resumable Uploads for HTTP, draft-ietf-httpbis-resumable-upload. */
    IETF("application/partial-upload");

    private final String mediaType;

    Protocol(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type of bytes that are appended. */
    String mediaType() {
        return mediaType;
    }
}
