package dev.darkroom.adapter.http.problem;

/** Refusals of several routes. */
public final class Refusals {
    private Refusals() {}

    /** The image exceeds the quota of its owner. */
    public static ProblemException quotaExceeded(long maxBytes, long usedBytes) {
        return new ProblemException(ErrorCode.QUOTA_EXCEEDED,
                "There is no room for it: a user may store at most %d bytes, and %d are used, uploads under way included; delete pictures or cancel uploads to make room"
                        .formatted(maxBytes, usedBytes));
    }

    /** The image belongs to another user than the one who is signed in. */
    public static ProblemException notAllowed() {
        return new ProblemException(ErrorCode.FORBIDDEN,
                "user_id is not whom the token is for: leave it out, or sign in as that user");
    }
}
