package dev.darkroom.bootstrap.architecture.planted.adapter.http.ring;

import dev.darkroom.bootstrap.architecture.planted.adapter.http.InTheRing;

public record OneHalf(InTheRing value) {}
