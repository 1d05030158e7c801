package dev.darkroom.domain.model;

/**
 * A value from outside is invalid. The message is one sentence that names the field and says what is accepted. It can be
 * shown to the client as it is.
 */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the field as the client knows it, such as {@code user_id}
     * @param rule what is accepted, as the rest of a sentence that starts with the field's name
     */
    public InvalidValueException(String field, String rule) {
        super(field + " " + rule);
        this.field = field;
    }

    /** The field as the client knows it, such as {@code user_id}. */
    public String field() {
        return field;
    }
}
