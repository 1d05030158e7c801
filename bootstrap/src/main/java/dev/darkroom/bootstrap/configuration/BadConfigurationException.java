package dev.darkroom.bootstrap.configuration;

/** The environment says something that can't be meant. The message is one sentence that names the variable. */
public final class BadConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    /** @param sentence names the variable and says what is accepted */
    public BadConfigurationException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** The message: what is wrong, for whoever runs the service. */
    public String sentence() {
        return sentence;
    }
}
