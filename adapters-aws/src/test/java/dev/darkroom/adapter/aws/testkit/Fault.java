package dev.darkroom.adapter.aws.testkit;

/** A fault of one request to S3 or DynamoDB. */
public enum Fault {
    /** The response is an internal error. */
    ERROR(false),
    /** The request is throttled: {@code SlowDown}, {@code ProvisionedThroughputExceededException}. */
    THROTTLED(false),
    /**
     * The request is throttled with a less usual response: one of S3 without an error code, a {@code ThrottlingException}, or a
     * transaction that is cancelled because of throttling.
     */
    THROTTLED_OTHERWISE(false),
    /** The connection is reset before the request is read. */
    NO_CONNECTION(false),
    /** The connection is reset half-way through the request. */
    CUT_REQUEST(false),
    /** The request takes effect, and the connection is reset half-way through the response. */
    CUT_ANSWER(true),
    /** The request takes effect, and the connection is reset before the response. */
    LOST_ANSWER(true),
    /** The request takes effect, and there is no response until the client closes the connection. */
    SILENCE(true),
    /** There is no response until the client closes the connection, and then the request takes effect. */
    LATE_EFFECT(true),
    /** The request is delayed, see {@link FaultyNetwork#delay}. */
    DELAY(true);

    private final boolean takesEffect;

    Fault(boolean takesEffect) {
        this.takesEffect = takesEffect;
    }

    /** Whether the storage executes the request. */
    public boolean takesEffect() {
        return takesEffect;
    }
}
