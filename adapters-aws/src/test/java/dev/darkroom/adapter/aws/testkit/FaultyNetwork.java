package dev.darkroom.adapter.aws.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to S3 and DynamoDB, on loopback, on which things go wrong as planned. It counts the requests to both together,
 * from 0, each attempt and each one by a presigned URL as one. It takes one request a connection.
 */
public final class FaultyNetwork implements AutoCloseable {
    /** The difference from which on services refuse a signature (Amazon S3 API Reference, "Authenticating Requests"). */
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);

    private final Relay s3;
    private final Relay dynamoDb;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new ArrayList<>();
    private int underWay;
    private Fault fault = Fault.ERROR;
    private int from = Integer.MAX_VALUE;
    private int until = Integer.MAX_VALUE;
    private Duration delay = Duration.ZERO;
    private Duration ahead = Duration.ZERO;

    private FaultyNetwork(TestCloud cloud) {
        s3 = new Relay(this, cloud.s3(), Protocol.S3);
        dynamoDb = new Relay(this, cloud.dynamoDb(), Protocol.DYNAMODB);
    }

    /** A way to the cloud, on which nothing goes wrong yet. */
    public static FaultyNetwork to(TestCloud cloud) {
        FaultyNetwork network = new FaultyNetwork(cloud);
        network.connect();
        return network;
    }

    /** The same cloud, at the other end of this way. */
    public TestCloud cloud() {
        return new TestCloud(s3.address(), dynamoDb.address());
    }

    /** Counts requests from 0 again, and lets the fault happen to the given ones. */
    public synchronized void plan(Fault fault, int from, int until) {
        requests.clear();
        this.fault = fault;
        this.from = from;
        this.until = until;
    }

    /** Lets the fault happen to every request from now on. */
    public void plan(Fault fault) {
        plan(fault, 0, Integer.MAX_VALUE);
    }

    /** Counts requests from 0 again, and nothing goes wrong any more. */
    public void heal() {
        plan(Fault.ERROR, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** How long {@link Fault#DELAY} takes. */
    public synchronized void delay(Duration delay) {
        this.delay = delay;
    }

    /** How far the clocks of S3 and DynamoDB are ahead of that of this machine. They refuse what is signed by another one. */
    public synchronized void clocksAhead(Duration ahead) {
        this.ahead = ahead;
    }

    /** How many requests came since the last plan. */
    public synchronized int count() {
        return requests.size();
    }

    /** The heads of the requests that came since the last plan. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Nothing listens at the addresses any more, and what was under way is broken off. */
    public void disconnect() {
        s3.close();
        dynamoDb.close();
        open.forEach(FaultyNetwork::reset);
    }

    /** Listens at the addresses again. */
    public void connect() {
        try {
            s3.listen();
            dynamoDb.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until nothing is under way: also what takes effect late has done so. */
    public synchronized void awaitQuiet() throws InterruptedException {
        while (underWay > 0) {
            wait();
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    synchronized void begin(Socket client) {
        open.add(client);
        underWay++;
    }

    synchronized void end(Socket client) {
        open.remove(client);
        underWay--;
        notifyAll();
    }

    /** What shall happen to the next request; its head comes when it was read. */
    synchronized Step next() {
        int position = requests.size();
        requests.add("");
        return new Step(position, position >= from && position < until ? fault : null, delay);
    }

    synchronized void tell(Step step, String head) {
        if (step.position() < requests.size()) {
            requests.set(step.position(), head);
        }
    }

    /** The time at the other end. */
    synchronized Instant time() {
        return Instant.now().plus(ahead);
    }

    /** Whether a signature of that time is refused at the other end. */
    boolean isSkewed(Instant signedAt) {
        return Duration.between(signedAt, time()).abs().compareTo(LARGEST_SKEW) > 0;
    }

    /** Ends a connection at once: its other end gets an error, not an end. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }
}
