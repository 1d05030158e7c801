package dev.darkroom.bootstrap.configuration;

/** An environment variable is invalid. The message is one sentence that names the variable. */
public final class BadConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    /** @param sentence names the variable and the accepted values */
    public BadConfigurationException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** The message, for the operator of the service. */
    public String sentence() {
        return sentence;
    }
}
