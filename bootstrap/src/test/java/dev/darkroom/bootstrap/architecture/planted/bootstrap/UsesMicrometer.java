package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import io.micrometer.core.instrument.Counter;

public record UsesMicrometer(Counter value) {}
