package dev.darkroom.bootstrap.architecture.planted.adapter.telemetry;

import dev.darkroom.bootstrap.architecture.planted.domain.service.SayService;

public record WatchesAService(SayService value) {}
