package dev.darkroom.adapter.aws.dynamodb.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.darkroom.domain.model.object.Checksum;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How far the shards of a stream are in the log.
 *
 * @param stream the label of the stream, which no other stream of any table with the same content has
 * @param read the sequence number of the last record, by the shard's id. A shard that is not in it was not read
 * @param ended the {@linkplain #shortened shortened} ids of the shards whose last record is in the log
 */
record Checkpoints(String stream, Map<String, SequenceNumber> read, Set<String> ended) {
    /** 48 bits. A stream lists some shards for each partition of the table. */
    private static final int ENDED_ID_BYTES = 6;

    Checkpoints {
        read = Map.copyOf(read);
        ended = Set.copyOf(ended);
    }

    /** Nothing of the stream was read. */
    static Checkpoints start(String stream) {
        return new Checkpoints(stream, Map.of(), Set.of());
    }

    /** A hash of the id. There are more ended shards than open ones, and each batch contains them. */
    static String shortened(String shard) {
        byte[] hash = Checksum.newDigest().digest(shard.getBytes(UTF_8));
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, ENDED_ID_BYTES));
    }

    boolean hasEnded(String shard) {
        return ended.contains(shortened(shard));
    }

    Changes change() {
        return new Changes(stream, new TreeMap<>(read), new TreeSet<>(ended));
    }

    /** Changes of checkpoints. */
    record Changes(String stream, Map<String, SequenceNumber> read, Set<String> ended) {
        void read(String shard, SequenceNumber sequenceNumber) {
            read.merge(shard, sequenceNumber, SequenceNumber::max);
        }

        void end(String shard) {
            read.remove(shard);
            ended.add(shortened(shard));
        }

        /** Removes the ended shards that the stream does not list any more. */
        void forgetEnded(Set<String> listed) {
            Set<String> kept = new TreeSet<>();
            listed.forEach(shard -> kept.add(shortened(shard)));
            ended.retainAll(kept);
        }

        Checkpoints done() {
            return new Checkpoints(stream, read, ended);
        }
    }
}
