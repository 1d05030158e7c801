package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import org.jspecify.annotations.Nullable;

final class ReadsOneVariable {
    @Nullable
    String value() {
        return System.getenv("PORT");
    }
}
