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
 * A network to S3 and DynamoDB, on the loopback interface, with planned faults. It counts the requests to both, starting at 0,
 * including retries and requests to presigned URLs. Each connection serves one request. Thread-safe.
 */
public final class FaultyNetwork implements AutoCloseable {
    /** The maximum clock skew of a signature (Amazon S3 API Reference, "Authenticating Requests"). */
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);

    private final Relay s3;
    private final Relay dynamoDb;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new ArrayList<>();
    private int running;
    private Fault fault = Fault.ERROR;
    private int from = Integer.MAX_VALUE;
    private int until = Integer.MAX_VALUE;
    private Duration delay = Duration.ZERO;
    private Duration ahead = Duration.ZERO;

    private FaultyNetwork(TestCloud cloud) {
        s3 = new Relay(this, cloud.s3(), Protocol.S3);
        dynamoDb = new Relay(this, cloud.dynamoDb(), Protocol.DYNAMODB);
    }

    /** Opens a network to the cloud, without faults. */
    public static FaultyNetwork to(TestCloud cloud) {
        FaultyNetwork network = new FaultyNetwork(cloud);
        network.connect();
        return network;
    }

    /** The cloud, reached through this network. */
    public TestCloud cloud() {
        return new TestCloud(s3.address(), dynamoDb.address());
    }

    /** Resets the count of requests, and plans the fault for the requests with these indexes. */
    public synchronized void plan(Fault fault, int from, int until) {
        requests.clear();
        this.fault = fault;
        this.from = from;
        this.until = until;
    }

    /** Resets the count of requests, and plans the fault for all of them. */
    public void plan(Fault fault) {
        plan(fault, 0, Integer.MAX_VALUE);
    }

    /** Resets the count of requests, and plans no fault. */
    public void heal() {
        plan(Fault.ERROR, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Sets the duration of {@link Fault#DELAY}. */
    public synchronized void delay(Duration delay) {
        this.delay = delay;
    }

    /** Sets the clocks of S3 and DynamoDB ahead of the clock of this machine. They reject signatures with too much skew. */
    public synchronized void clocksAhead(Duration ahead) {
        this.ahead = ahead;
    }

    /** The number of requests since the last plan. */
    public synchronized int count() {
        return requests.size();
    }

    /** The heads of the requests since the last plan. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Closes the ports, and resets all connections. */
    public void disconnect() {
        s3.close();
        dynamoDb.close();
        open.forEach(FaultyNetwork::reset);
    }

    /** Opens the ports, which are the same as before. */
    public void connect() {
        try {
            s3.listen();
            dynamoDb.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until no request is running, including those that take effect late. */
    public synchronized void awaitQuiet() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    synchronized void begin(Socket client) {
        open.add(client);
        running++;
    }

    synchronized void end(Socket client) {
        open.remove(client);
        running--;
        notifyAll();
    }

    /** Returns the plan for the next request, and counts it. {@link #setHead} adds its head later. */
    synchronized Step next() {
        int position = requests.size();
        requests.add("");
        return new Step(position, position >= from && position < until ? fault : null, delay);
    }

    synchronized void setHead(Step step, String head) {
        if (step.position() < requests.size()) {
            requests.set(step.position(), head);
        }
    }

    /** The time of the services. */
    synchronized Instant time() {
        return Instant.now().plus(ahead);
    }

    /** Whether the services reject a signature of that time. */
    boolean isSkewed(Instant signedAt) {
        return Duration.between(signedAt, time()).abs().compareTo(MAX_SKEW) > 0;
    }

    /** Resets a connection, so that its peer gets an error instead of an end of stream. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // The connection is closed already.
        }
    }
}
