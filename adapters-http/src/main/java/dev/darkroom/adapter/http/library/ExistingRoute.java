package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.JsonBody;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.port.in.library.FindExisting;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /images/exists}: which files need not be sent, because their owner has an image of the same bytes. */
public final class ExistingRoute implements Handler {
    private static final String CHECKSUMS = "sha256";

    private static final StrictJson<ExistsJson> JSON = new StrictJson<>(ExistsJson.class,
            "{\"sha256\": [\"9fec69b33311c36aa5270413b8f7dabbcf3e35bf0a71c595184292bb30ad67a6\"]}");

    private final FindExisting findExisting;

    public ExistingRoute(FindExisting findExisting) {
        this.findExisting = findExisting;
    }

    /** The checksums of the files, and the owner of the images. */
    record ExistsJson(@Nullable List<String> sha256, @Nullable String userId) {
        /** The different checksums, in the order of the request. */
        LinkedHashSet<Checksum> checksums() {
            if (sha256 == null) {
                throw ProblemException.invalid(CHECKSUMS, "is required: list the SHA-256 digests of the files");
            }
            if (sha256.size() > FindExisting.MAX_COUNT) {
                throw ProblemException.invalid(CHECKSUMS,
                        "must be at most %d: send the others in another request".formatted(FindExisting.MAX_COUNT));
            }
            LinkedHashSet<Checksum> checksums = new LinkedHashSet<>();
            sha256.forEach(hex -> checksums.add(checksum(hex)));
            return checksums;
        }

        private static Checksum checksum(String hex) {
            try {
                return new Checksum(hex);
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalid(CHECKSUMS,
                        "must be SHA-256 digests of 64 lower-case hexadecimal digits");
            }
        }

        /** As in an upload: an empty text means that the field was left blank, and a user who is signed in may leave the owner out. */
        @Nullable
        UserId owner(Actor actor) {
            boolean isBlank = userId == null || userId.isEmpty();
            if (isBlank && actor instanceof Actor.Anyone) {
                throw ProblemException.invalid("user_id", "is required: the owner of the images");
            }
            return isBlank ? null : new UserId(Objects.requireNonNull(userId));
        }
    }

    /** One result for each different checksum, in the order of the request. */
    record ResultsJson(List<ResultJson> results) {}

    /**
     * The result for one file.
     *
     * @param imageId null if the owner has no such image, or it is in the trash
     */
    record ResultJson(String sha256, @Nullable String imageId) {
        static ResultJson of(Checksum checksum, @Nullable ImageId id) {
            return new ResultJson(checksum.hex(), id == null ? null : id.toString());
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        Parameters.parse(ctx.queryString(), Set.of());
        JsonBody.requireMediaType(ctx, List.of(Json.MEDIA_TYPE), Map.of());
        Actor actor = RequestContext.of(ctx.req()).requireActor();
        ExistsJson request = JsonBody.read(ctx, JSON);
        Set<Checksum> checksums = request.checksums();
        Map<Checksum, ImageId> found =
                findExisting.find(new FindExisting.Query(actor, request.owner(actor), checksums))
                        .orElseThrow(Refusals::notAllowed);
        Json.answerCompressed(ctx, 200, new ResultsJson(checksums.stream()
                .map(checksum -> ResultJson.of(checksum, found.get(checksum)))
                .toList()));
    }
}
