package dev.darkroom.adapter.http.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.darkroom.adapter.http.edge.Authentication;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ClientGoneException;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.in.events.ReadEvents;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /events}: the events that the actor may see, as they happen, in the form of Server-Sent Events (HTML standard, section 9.2). A
 * client that names the last event that it received gets all that came after it. Each stream has a virtual thread, which waits for events and
 * for the client to read them.
 *
 * <p>A request without a connection, such as one of a gateway that waits for the end of each response, gets what is new, and asks again.
 */
public final class EventsRoute implements Handler {
    private static final Set<String> PARAMETERS = Set.of("user_id", "type", "last_event_id");
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String MEDIA_TYPE = "text/event-stream";

    /** A stream writes a batch and flushes it. Longer messages are written without a copy. */
    private static final int BUFFER_BYTES = 4 * 1024;

    /** After how many milliseconds a client connects again. */
    private static final int RETRY_MILLIS = 3_000;

    private static final int RETRY_MILLIS_WITHOUT_CONNECTION = 5_000;
    private static final int PAGE = 200;
    private static final int MAX_PAGES_WITHOUT_CONNECTION = 5;

    /** No page follows then. A page of the largest events has 2.5 MB, and a response of Lambda 6 MB. */
    private static final int MAX_BYTES_WITHOUT_CONNECTION = 1 << 20;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ReadEvents events;
    private final EventFeed feed;
    private final Authentication authentication;
    private final Duration commentInterval;

    /**
     * @param commentInterval the time between comments, with which neither this server nor a proxy takes a stream for idle. The token of
     *     the client is checked as often
     */
    public EventsRoute(ReadEvents events, EventFeed feed, Authentication authentication, Duration commentInterval) {
        this.events = events;
        this.feed = feed;
        this.authentication = authentication;
        this.commentInterval = commentInterval;
    }

    @Override
    public void handle(Context ctx) throws InterruptedException {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        RequestContext context = RequestContext.of(ctx.req());
        ReadEvents.Filter filter = new ReadEvents.Filter(
                context.requireActor(), parameters.value("user_id", UserId::new), kinds(parameters));
        EventPosition last = lastEventId(ctx, parameters);
        if (!events.isRecording()) {
            throw new ProblemException(ErrorCode.EVENTS_UNSUPPORTED,
                    "This server records no events: set DARKROOM_EVENTS=true, and with DynamoDB run provision");
        }
        // Thousands of clients that connect again must not all read the log.
        EventPosition end = feed.knownEnd().filter(known -> last == null || last.compareTo(known) <= 0)
                .orElseGet(events::end);
        // A position after the end is one of a log that was replaced.
        EventPosition start = last == null || last.compareTo(end) > 0 ? end : last;
        ctx.status(200);
        ctx.header("Cache-Control", "no-store");
        // nginx passes each event on at once (ngx_http_proxy_module, "proxy_buffering").
        ctx.header("X-Accel-Buffering", "no");
        ctx.res().setContentType(MEDIA_TYPE);
        if (ctx.req().getMethod().equals("HEAD")) {
            answerHead(ctx);
        } else if (context.connection() == null) {
            answerOnce(ctx, filter, start);
        } else {
            stream(ctx, filter, start, end);
        }
    }

    /** The headers are sent now, because Jetty would add the length of an empty body afterwards. */
    private static void answerHead(Context ctx) {
        try {
            ctx.res().flushBuffer();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    private static Set<ImageEvent.Kind> kinds(Parameters parameters) {
        Set<ImageEvent.Kind> kinds = EnumSet.noneOf(ImageEvent.Kind.class);
        parameters.values("type", EventsRoute::kinds).forEach(kinds::addAll);
        return kinds.isEmpty() ? EnumSet.allOf(ImageEvent.Kind.class) : kinds;
    }

    private static Set<ImageEvent.Kind> kinds(String types) {
        return Arrays.stream(types.split(",", -1)).map(EventsRoute::kind).collect(Collectors.toSet());
    }

    private static ImageEvent.Kind kind(String type) {
        return Arrays.stream(ImageEvent.Kind.values())
                .filter(kind -> EventJson.type(kind).equals(type))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("type", "must be one of " + Arrays
                        .stream(ImageEvent.Kind.values())
                        .map(EventJson::type)
                        .collect(Collectors.joining(", "))));
    }

    /** An EventSource that connects again sends the header, and the parameter with which it was created. */
    private static @Nullable EventPosition lastEventId(Context ctx, Parameters parameters) {
        String parameter = parameters.text("last_event_id");
        String header = ctx.header(LAST_EVENT_ID);
        if (header != null && !header.isEmpty()) {
            return position(LAST_EVENT_ID, header);
        }
        return parameter == null ? null : position("last_event_id", parameter);
    }

    private static EventPosition position(String name, String text) {
        Optional<EventPosition> position = EventPosition.parse(text);
        return position.orElseThrow(() -> new ProblemException(ErrorCode.INVALID_CURSOR,
                name + " is not the id of an event: start again without it, and read the lists"));
    }

    private void answerOnce(Context ctx, ReadEvents.Filter filter, EventPosition start) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("retry: %d\n\n".formatted(RETRY_MILLIS_WITHOUT_CONNECTION).getBytes(UTF_8));
        EventPosition position = start;
        for (int i = 0; i < MAX_PAGES_WITHOUT_CONNECTION; i++) {
            EventPage page = events.read(position, PAGE);
            page.entries().stream()
                    .filter(entry -> filter.matches(entry.event()))
                    .forEach(entry -> body.writeBytes(new EventFrame(entry).bytes()));
            position = page.end();
            if (page.entries().isEmpty() || body.size() > MAX_BYTES_WITHOUT_CONNECTION) {
                break;
            }
        }
        body.writeBytes(progress(position));
        Json.answer(ctx, 200, MEDIA_TYPE, body.toByteArray());
    }

    /** An event without data is not shown to the page, but the client remembers its id (HTML standard, section 9.2.6). */
    private static byte[] progress(EventPosition position) {
        return ("id: " + position + "\n: \n\n").getBytes(UTF_8);
    }

    private void stream(Context ctx, ReadEvents.Filter filter, EventPosition start, EventPosition end)
            throws InterruptedException {
        try (EventFeed.Listener _ = feed.listen(end)) {
            // Nothing follows on this connection, so that the end of its input means that the client has gone.
            ctx.header("Connection", "close");
            ctx.res().setBufferSize(BUFFER_BYTES);
            OutputStream out = ctx.res().getOutputStream();
            out.write("retry: %d\n".formatted(RETRY_MILLIS).getBytes(UTF_8));
            out.write(progress(start));
            out.flush();
            send(ctx, out, filter, start);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    private void send(Context ctx, OutputStream out, ReadEvents.Filter filter, EventPosition start)
            throws IOException, InterruptedException {
        EventPosition position = start;
        Duration pause = FIRST_PAUSE;
        long commentNanos = System.nanoTime();
        boolean isLast = false;
        while (!isLast) {
            Duration toComment = commentInterval.minusNanos(System.nanoTime() - commentNanos);
            if (!toComment.isPositive()) {
                if (!authentication.isStillSignedIn(ctx)) {
                    return;
                }
                out.write(progress(position));
                out.flush();
                commentNanos = System.nanoTime();
                toComment = commentInterval;
            }
            try {
                EventFeed.Batch batch = feed.next(position, toComment);
                write(batch, filter, out);
                position = batch.end();
                isLast = batch.isLast();
                pause = FIRST_PAUSE;
            } catch (StorageException.Unavailable e) {
                isLast = feed.pause(shorter(pause, toComment));
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void write(EventFeed.Batch batch, ReadEvents.Filter filter, OutputStream out) throws IOException {
        boolean hasWritten = false;
        for (EventFrame frame : batch.frames()) {
            if (filter.matches(frame.event())) {
                out.write(frame.bytes());
                hasWritten = true;
            }
        }
        if (hasWritten) {
            out.flush();
        }
    }
}
