package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.client.Failures;
import dev.darkroom.adapter.aws.client.WriteProbe;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Outcome;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Step;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Applies the settings of one bucket or one table, one after the other. After each change of a bucket it probes whether objects
 * can still be written, and reverts the change if not. Used once, by one thread.
 */
final class SettingsRun {
    /** A store may have cached the configuration. */
    private static final WaiterOverrideConfiguration FIVE_ATTEMPTS = WaiterOverrideConfiguration.builder()
            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1)))
            .maxAttempts(5)
            .build();

    private final @Nullable WriteProbe probe;
    private final Set<OptionalSetting> skipped;
    private final boolean dry;
    private final Consumer<Step> done;
    private boolean rejectsWrites;

    /**
     * @param probe null if there is nothing to probe
     * @param dry whether nothing must be changed, not even by a probe
     */
    SettingsRun(@Nullable WriteProbe probe, Set<OptionalSetting> skipped, boolean dry, Consumer<Step> done) {
        this.probe = dry || skipped.contains(OptionalSetting.WRITE_CHECK) ? null : probe;
        this.skipped = skipped;
        this.dry = dry;
        this.done = done;
    }

    /**
     * @throws StorageException.Unavailable if the service refuses a required setting
     * @throws SdkException if the service does not respond
     */
    void apply(List<Setting> settings) {
        for (Setting setting : settings) {
            done.accept(new Step(setting.name(), setting.option(), outcome(setting)));
            if (setting instanceof BucketSettings.Existence) {
                probeBeforeChanges();
            }
        }
    }

    /** If the bucket rejects writes already, no setting is the reason, and none must be reverted. */
    private void probeBeforeChanges() {
        Optional<String> answer = rejection();
        rejectsWrites = answer.isPresent();
        Optional<OptionalSetting> option = Optional.of(OptionalSetting.WRITE_CHECK);
        if (skipped.contains(OptionalSetting.WRITE_CHECK)) {
            done.accept(new Step("Objects can be written", option, new Outcome.Skipped()));
        } else {
            answer.ifPresent(
                    why -> done.accept(new Step("Objects can be written", option, new Outcome.Failed(why))));
        }
    }

    private Outcome outcome(Setting setting) {
        if (setting.option().filter(skipped::contains).isPresent()) {
            return new Outcome.Skipped();
        }
        try {
            return switch (setting.inspect()) {
                case Setting.State.AsWanted() -> new Outcome.AsWanted();
                case Setting.State.Unsuitable(String why) -> new Outcome.Left(why);
                case Setting.State.Absent() -> applied(setting, new Outcome.Made());
                case Setting.State.Different() -> applied(setting, new Outcome.Changed());
            };
        } catch (SdkException e) {
            Refusal refusal = Refusal.in(e).orElseThrow(() -> e);
            if (setting.option().isEmpty()) {
                throw new StorageException.Unavailable(setting.name() + " was refused: " + refusal.answer(), e);
            }
            return refusal.isUnsupported()
                    ? new Outcome.NotSupported(refusal.answer())
                    : new Outcome.Failed(refusal.answer());
        }
    }

    private Outcome applied(Setting setting, Outcome outcome) {
        if (dry) {
            return outcome;
        }
        if (probe == null || !(setting instanceof Setting.Revertible revertible)) {
            setting.apply();
            return outcome;
        }
        if (rejectsWrites) {
            return new Outcome.Left("objects cannot be written, so its effect cannot be checked");
        }
        Runnable undo = revertible.undo();
        Optional<SdkException> failure = failureOf(setting::apply);
        // Also after a failure, because the store may have applied the setting before it.
        Optional<String> answer = rejection();
        if (answer.isPresent()) {
            return reverted(undo, answer.get());
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return outcome;
    }

    private Outcome reverted(Runnable undo, String answer) {
        String found = "objects could not be written with it (" + answer + ")";
        Optional<SdkException> failure = failureOf(undo);
        if (failure.isPresent()) {
            rejectsWrites = true;
            return new Outcome.Failed(
                    found + ", and it could not be reverted: " + Failures.reason(failure.get()));
        }
        if (!acceptsWritesAgain()) {
            rejectsWrites = true;
            return new Outcome.Failed(found + ", nor after it was reverted");
        }
        return new Outcome.Reverted(answer);
    }

    /** Whether the bucket accepts writes within a few seconds. */
    private boolean acceptsWritesAgain() {
        Waiter<Boolean> waiter = Waiter.builder(Boolean.class)
                .overrideConfiguration(FIVE_ATTEMPTS)
                .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(accepts -> accepts))
                .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(accepts -> !accepts))
                .build();
        return failureOf(() -> waiter.run(() -> rejection().isEmpty())).isEmpty();
    }

    /** The response of the store to a probe, or empty if it accepts writes or is not probed. */
    private Optional<String> rejection() {
        WriteProbe used = probe;
        return used == null ? Optional.empty() : failureOf(used::run).map(Failures::reason);
    }

    private static Optional<SdkException> failureOf(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (SdkException e) {
            return Optional.of(e);
        }
    }
}
