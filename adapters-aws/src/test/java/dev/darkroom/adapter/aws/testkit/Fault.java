package dev.darkroom.adapter.aws.testkit;

/** What can go wrong with one request to S3 or DynamoDB. */
public enum Fault {
    /** The answer is an internal error. */
    ERROR(false),
    /** The answer is that there are too many requests: {@code SlowDown}, {@code ProvisionedThroughputExceededException}. */
    THROTTLED(false),
    /**
     * The same in other words: an answer of S3 without any, a {@code ThrottlingException}, a transaction that was cancelled
     * because there were too many.
     */
    THROTTLED_OTHERWISE(false),
    /** The connection is reset before anything is read. */
    NO_CONNECTION(false),
    /** The connection is reset half-way through the request. */
    CUT_REQUEST(false),
    /** The request takes effect, and the connection is reset half-way through the answer. */
    CUT_ANSWER(true),
    /** The request takes effect, and the connection is reset instead of an answer. */
    LOST_ANSWER(true),
    /** The request takes effect, and there is silence until the client hangs up. */
    SILENCE(true),
    /** There is silence until the client hangs up, and only then the request takes effect. */
    LATE_EFFECT(true),
    /** Request and answer take their time, see {@link FaultyNetwork#delay}. */
    DELAY(true);

    private final boolean takesEffect;

    Fault(boolean takesEffect) {
        this.takesEffect = takesEffect;
    }

    /** Whether the storage does what it was asked for, although its client does not hear of it. */
    public boolean takesEffect() {
        return takesEffect;
    }
}
