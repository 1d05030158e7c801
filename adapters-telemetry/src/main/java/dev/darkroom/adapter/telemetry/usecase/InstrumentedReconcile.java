package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.domain.port.in.operations.Reconcile;

/** Measures each reconciliation, and counts the unfinished work that it found. */
record InstrumentedReconcile(Reconcile useCase, UseCaseCalls calls) implements Reconcile {
    @Override
    public Report reconcile(Command command) {
        Report report = calls.timed(Reconcile.class, () -> useCase.reconcile(command));
        Meters meters = calls.meters();
        meters.reconciled("upload_undone").increment(report.uploadsUndone());
        meters.reconciled("deletion_finished").increment(report.deletionsFinished());
        meters.reconciled("purged").increment(report.imagesPurged());
        meters.reconciled("failed").increment(report.failed());
        meters.leftByReconcile().set(report.failed());
        return report;
    }
}
