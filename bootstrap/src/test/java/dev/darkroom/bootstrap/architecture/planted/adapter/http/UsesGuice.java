package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import com.google.inject.Injector;

public record UsesGuice(Injector value) {}
