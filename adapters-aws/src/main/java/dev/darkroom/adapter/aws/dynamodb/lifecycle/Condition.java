package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The condition of a write.
 *
 * @param values the values in the expression, each named {@code :if} and its attribute
 */
record Condition(String expression, Map<String, AttributeValue> values) {
    /** There is no item with this key. */
    static Condition isNew() {
        return is(PK, null);
    }

    static Condition state(String state) {
        return is(STATE, text(state));
    }

    /** These bytes of the image are counted, or none if null. */
    static Condition counted(@Nullable AttributeValue bytes) {
        return is(COUNTED_BYTES, bytes);
    }

    /** The attribute has this value, or is absent if null. */
    static Condition is(String attribute, @Nullable AttributeValue value) {
        return value == null
                ? new Condition("attribute_not_exists(" + attribute + ")", Map.of())
                : new Condition(attribute + " = :if" + attribute, Map.of(":if" + attribute, value));
    }

    /** The attribute is absent or has this value. */
    static Condition isAbsentOr(String attribute, AttributeValue value) {
        Condition equal = is(attribute, value);
        return new Condition("(" + is(attribute, null).expression + " OR " + equal.expression + ")", equal.values);
    }

    /** Both conditions, which must be about different attributes. */
    Condition and(Condition other) {
        Map<String, AttributeValue> both = new HashMap<>(values);
        both.putAll(other.values);
        return new Condition(expression + " AND " + other.expression, both);
    }
}
