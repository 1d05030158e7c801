package dev.darkroom.bootstrap.architecture.planted.domain.model;

public record Word(String text) {}
