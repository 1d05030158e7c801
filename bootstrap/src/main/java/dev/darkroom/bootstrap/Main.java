package dev.darkroom.bootstrap;

/** Entry point of {@code darkroom.jar}. */
public final class Main {
    private Main() {}

    /** Prints the version. */
    public static void main(String[] args) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("Darkroom " + (version == null ? "(development)" : version));
    }
}
