package dev.darkroom.bootstrap.architecture.planted.adapter.http;

final class PrintsAStackTrace {
    void print(Exception e) {
        e.printStackTrace();
    }
}
