package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import dev.darkroom.bootstrap.architecture.planted.domain.service.ImplementsNoUseCase;

public record UsesAHelper(ImplementsNoUseCase value) {}
