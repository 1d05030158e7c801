package dev.darkroom.adapter.http.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** An event as a message of a stream, which is made once for all streams. Thread-safe. */
final class EventFrame {
    private final EventPage.Entry entry;
    private volatile byte @Nullable [] bytes;

    EventFrame(EventPage.Entry entry) {
        this.entry = entry;
    }

    EventPosition position() {
        return entry.position();
    }

    ImageEvent event() {
        return entry.event();
    }

    /** The message (HTML standard, section 9.2.5). JSON has no line feeds, so it is one line. */
    byte[] bytes() {
        byte[] made = bytes;
        if (made == null) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes("id: %s\nevent: %s\ndata: ".formatted(position(), EventJson.type(event().kind()))
                    .getBytes(UTF_8));
            message.writeBytes(EventJson.bytes(event()));
            message.writeBytes("\n\n".getBytes(UTF_8));
            made = message.toByteArray();
            bytes = made;
        }
        return made;
    }
}
