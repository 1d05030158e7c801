package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures each round, and counts what happened to the events of each receiver. */
final class InstrumentedDeliverEvents implements DeliverEvents {
    private static final int MILLIS = 1_000;

    private final DeliverEvents useCase;
    private final UseCaseCalls calls;
    private final Map<ReceiverId, Last> last = new ConcurrentHashMap<>();

    /** The state after the last round of a receiver. */
    private record Last(int waiting, Duration age) {}

    InstrumentedDeliverEvents(DeliverEvents useCase, UseCaseCalls calls) {
        this.useCase = useCase;
        this.calls = calls;
        useCase.receivers().forEach(this::register);
    }

    /** Registered before the first event, so that a rate starts from 0. */
    private void register(ReceiverId receiver) {
        Meters meters = calls.meters();
        last.put(receiver, new Last(0, Duration.ZERO));
        for (String result : new String[]{"delivered", "failed", "dropped"}) {
            meters.webhookEvents(receiver.value(), result);
        }
        meters.webhookWaiting(receiver.value(), () -> last(receiver).waiting());
        meters.webhookAge(receiver.value(), () -> (double) last(receiver).age().toMillis() / MILLIS);
    }

    private Last last(ReceiverId receiver) {
        return last.getOrDefault(receiver, new Last(0, Duration.ZERO));
    }

    @Override
    public List<ReceiverId> receivers() {
        return useCase.receivers();
    }

    @Override
    public Report deliver(Command command) {
        Report report = calls.timed(DeliverEvents.class, () -> useCase.deliver(command));
        Meters meters = calls.meters();
        String receiver = command.receiver().value();
        meters.webhookEvents(receiver, "delivered").increment(report.delivered());
        meters.webhookEvents(receiver, "failed").increment(report.failed());
        meters.webhookEvents(receiver, "dropped").increment(report.dropped());
        last.put(command.receiver(), new Last(report.waiting(), report.age()));
        return report;
    }
}
