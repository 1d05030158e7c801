package dev.darkroom.adapter.aws;

/** A partition key of an index, under which items are sorted by {@link TableLayout#POSITION}. */
record IndexKey(String index, String attribute, String value) {
    static IndexKey gsi1(String value) {
        return new IndexKey(TableLayout.GSI1, TableLayout.GSI1_PK, value);
    }

    static IndexKey gsi2(String value) {
        return new IndexKey(TableLayout.GSI2, TableLayout.GSI2_PK, value);
    }
}
