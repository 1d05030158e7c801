package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import java.util.Map;

final class ReadsTheEnvironment {
    Map<String, String> value() {
        return System.getenv();
    }
}
