package dev.darkroom.bootstrap.architecture.planted.stray;

public record InNoLayer() {}
