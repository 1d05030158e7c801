package dev.darkroom.bootstrap.architecture.planted.bootstrap;

public final class Prints {
    private Prints() {}

    static void print() {
        System.out.println("Planted");
    }
}
