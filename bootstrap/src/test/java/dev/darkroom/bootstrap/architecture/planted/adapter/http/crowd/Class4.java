package dev.darkroom.bootstrap.architecture.planted.adapter.http.crowd;

final class Class4 {}
