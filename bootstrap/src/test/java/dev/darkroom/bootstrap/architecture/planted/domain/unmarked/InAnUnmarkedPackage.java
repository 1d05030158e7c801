package dev.darkroom.bootstrap.architecture.planted.domain.unmarked;

public record InAnUnmarkedPackage() {}
