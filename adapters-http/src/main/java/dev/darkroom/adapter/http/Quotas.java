package dev.darkroom.adapter.http;

/** How a refusal for want of room is told. */
final class Quotas {
    private Quotas() {}

    static ProblemException exceeded(long maxBytes, long usedBytes) {
        return new ProblemException(ErrorCode.QUOTA_EXCEEDED,
                "There is no room for it: a user may store at most %d bytes, and %d are used, uploads under way included; delete pictures or cancel uploads to make room"
                        .formatted(maxBytes, usedBytes));
    }
}
