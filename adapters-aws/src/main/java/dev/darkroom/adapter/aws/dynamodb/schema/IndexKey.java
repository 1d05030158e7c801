package dev.darkroom.adapter.aws.dynamodb.schema;

/** A partition key of an index. The items of the partition are sorted by {@link TableLayout#POSITION}. */
public record IndexKey(String index, String attribute, String value) {
    public static IndexKey gsi1(String value) {
        return new IndexKey(TableLayout.GSI1, TableLayout.GSI1_PK, value);
    }

    public static IndexKey gsi2(String value) {
        return new IndexKey(TableLayout.GSI2, TableLayout.GSI2_PK, value);
    }
}
