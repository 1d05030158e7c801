package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import dev.darkroom.bootstrap.architecture.planted.domain.port.in.Say;

public record CallsAUseCase(Say value) {}
