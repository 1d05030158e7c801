package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import io.opentelemetry.api.trace.Span;

public record UsesOpenTelemetry(Span value) {}
