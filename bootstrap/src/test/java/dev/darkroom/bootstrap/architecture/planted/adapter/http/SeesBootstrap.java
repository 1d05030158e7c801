package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import dev.darkroom.bootstrap.architecture.planted.bootstrap.Prints;

public record SeesBootstrap(Prints value) {}
