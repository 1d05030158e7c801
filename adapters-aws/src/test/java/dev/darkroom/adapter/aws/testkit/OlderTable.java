package dev.darkroom.adapter.aws.testkit;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI1;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI1_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI2;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI2_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table of version 0.1.0, which has no indexes of the taken time. */
public final class OlderTable {
    private OlderTable() {}

    /** Creates it. */
    public static void create(Table table) {
        table.client().createTable(create -> create.tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(Stream.of(PK, SK, GSI1_PK, GSI2_PK, POSITION)
                        .map(name -> AttributeDefinition.builder()
                                .attributeName(name)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(keys(PK, SK))
                .globalSecondaryIndexes(index(GSI1, GSI1_PK), index(GSI2, GSI2_PK)));
    }

    private static GlobalSecondaryIndex index(String name, String partitionKey) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys(partitionKey, POSITION))
                .projection(all -> all.projectionType(ProjectionType.ALL))
                .build();
    }

    private static List<KeySchemaElement> keys(String partitionKey, String sortKey) {
        return List.of(
                KeySchemaElement.builder().attributeName(partitionKey).keyType(KeyType.HASH).build(),
                KeySchemaElement.builder().attributeName(sortKey).keyType(KeyType.RANGE).build());
    }
}
