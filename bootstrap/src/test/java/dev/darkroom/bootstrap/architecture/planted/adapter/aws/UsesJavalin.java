package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import io.javalin.Javalin;

public record UsesJavalin(Javalin value) {}
