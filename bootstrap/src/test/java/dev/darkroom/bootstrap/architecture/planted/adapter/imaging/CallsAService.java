package dev.darkroom.bootstrap.architecture.planted.adapter.imaging;

import dev.darkroom.bootstrap.architecture.planted.domain.service.SayService;

public record CallsAService(SayService value) {}
