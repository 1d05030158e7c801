package dev.darkroom.bootstrap.architecture.planted.domain.port.in;

import dev.darkroom.bootstrap.architecture.planted.domain.service.SayService;

public record SeesAService(SayService value) {}
