package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A presigned URL of this server, as a request brings it.
 *
 * @param objectKey the path below {@code /blobs/}, decoded
 * @param query the query parameters, decoded
 */
record SignedLink(String objectKey, Map<String, String> query) {
    private static final String ROOT = "/blobs/";

    SignedLink {
        query = Map.copyOf(query);
    }

    static SignedLink of(URI url) {
        assertThat(url.getPath()).startsWith(ROOT);
        Map<String, String> query = new HashMap<>();
        for (String parameter : url.getRawQuery().split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new SignedLink(url.getPath().substring(ROOT.length()), query);
    }

    SignedLink withKey(String other) {
        return new SignedLink(other, query);
    }

    /** The same with another value of a parameter, or with one more parameter. */
    SignedLink with(String parameter, String value) {
        Map<String, String> changed = new HashMap<>(query);
        changed.put(parameter, value);
        return new SignedLink(objectKey, changed);
    }

    SignedLink without(String parameter) {
        Map<String, String> changed = new HashMap<>(query);
        changed.remove(parameter);
        return new SignedLink(objectKey, changed);
    }

    Verification verifiedBy(SignedLinkVerifier verifier) {
        return verifier.verify(objectKey, query);
    }
}
