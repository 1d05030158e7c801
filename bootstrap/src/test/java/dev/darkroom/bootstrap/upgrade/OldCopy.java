package dev.darkroom.bootstrap.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** A copy of old data that one test uses. */
interface OldCopy {
    /** The environment variables that select it. */
    Map<String, String> environment();

    /** The keys of all objects, read without the service. */
    Set<String> objectKeys();

    /** The bytes at a presigned URL of the service, whose clock shows another time. */
    byte[] bytes(UpgradedService service, String url);

    /** Sends the bytes of a direct upload that the old version started. */
    void sendBytes(UpgradedService service, JsonNode upload, byte[] bytes);
}
