package dev.darkroom.adapter.aws.dynamodb.schema;

/**
 * A partition key of an index.
 *
 * @param attribute contains the value
 * @param sort the attribute by which the items of the partition are sorted
 */
public record IndexKey(String index, String attribute, String value, String sort) {
    public static IndexKey gsi1(String value) {
        return new IndexKey(TableLayout.GSI1, TableLayout.GSI1_PK, value, TableLayout.POSITION);
    }

    public static IndexKey gsi2(String value) {
        return new IndexKey(TableLayout.GSI2, TableLayout.GSI2_PK, value, TableLayout.POSITION);
    }

    /** The partition of {@link #gsi1} in the order of the taken time. */
    public static IndexKey gsi3(String value) {
        return new IndexKey(TableLayout.GSI3, TableLayout.GSI1_PK, value, TableLayout.TAKEN_POSITION);
    }

    public static IndexKey gsi4(String value) {
        return new IndexKey(TableLayout.GSI4, TableLayout.GSI4_PK, value, TableLayout.TAKEN_POSITION);
    }
}
