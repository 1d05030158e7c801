package dev.darkroom.adapter.aws.dynamodb.events;

import java.math.BigInteger;

/**
 * The place of a record in its shard.
 *
 * @param digits at most 40, of which the first ones may be zeros
 */
record SequenceNumber(String digits) implements Comparable<SequenceNumber> {
    @Override
    public int compareTo(SequenceNumber other) {
        return new BigInteger(digits).compareTo(new BigInteger(other.digits));
    }

    static SequenceNumber max(SequenceNumber a, SequenceNumber b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
