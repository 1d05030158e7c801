package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import dev.darkroom.bootstrap.architecture.planted.adapter.http.ring.OneHalf;

public record InTheRing(OneHalf value) {}
