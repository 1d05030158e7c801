package dev.darkroom.bootstrap.architecture.planted.domain.model;

import dev.darkroom.bootstrap.architecture.planted.domain.port.out.Store;

public record SeesAPort(Store value) {}
