package dev.darkroom.bootstrap.architecture.planted.adapter.local;

final class CountsMilliseconds {
    long value() {
        return System.currentTimeMillis();
    }
}
