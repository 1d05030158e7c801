package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import dev.darkroom.bootstrap.architecture.planted.adapter.aws.UsesJavalin;

public record SeesAnotherAdapter(UsesJavalin value) {}
