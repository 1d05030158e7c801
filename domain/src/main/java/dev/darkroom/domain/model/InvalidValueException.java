package dev.darkroom.domain.model;

/**
 * A value from outside does not fit its type. The exception carries the name of the value and the rule that it breaks as data, so that an
 * adapter can state the rule under the name that its clients use. The message is one sentence of both.
 */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String rule;

    /**
     * @param field the name of the value, such as {@code user_id}
     * @param rule what is accepted, as the rest of a sentence that starts with the name of the value
     */
    public InvalidValueException(String field, String rule) {
        super(field + " " + rule);
        this.field = field;
        this.rule = rule;
    }

    /** The name of the value, such as {@code user_id}. */
    public String field() {
        return field;
    }

    /** What is accepted, as the rest of a sentence that starts with the name of the value, such as {@code must be at most 30}. */
    public String rule() {
        return rule;
    }
}
