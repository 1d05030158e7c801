package dev.darkroom.bootstrap.deploy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * One action on one resource of the template.
 *
 * @param action such as {@code s3:GetObject}
 * @param resource such as <code>${Table.Arn}/index/gsi1</code>
 */
record Permission(String action, String resource) {
    private static final String BUCKET = "${Bucket.Arn}";
    private static final String OBJECTS = BUCKET + "/*";
    private static final String TABLE = "${Table.Arn}";
    private static final String STREAMS = TABLE + "/stream/*";

    /** Clients send presigned GET requests, which have the permissions of the service that signs them. */
    static final Permission PRESIGNED_GET = new Permission("s3:GetObject", OBJECTS);

    /** Clients also send the PUT of a direct upload. */
    static final Permission PRESIGNED_PUT = new Permission("s3:PutObject", OBJECTS);

    /**
     * The permissions that a request needs (Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3" and
     * "for Amazon DynamoDB"). A transaction has no action of its own: each write in it needs its own.
     */
    static Set<Permission> neededFor(SdkRequest request) {
        return switch (request) {
            case PutObjectRequest _ -> Set.of(new Permission("s3:PutObject", OBJECTS));
            case GetObjectRequest _ -> Set.of(new Permission("s3:GetObject", OBJECTS));
            case HeadObjectRequest _ -> Set.of(new Permission("s3:GetObject", OBJECTS));
            case DeleteObjectRequest _ -> Set.of(new Permission("s3:DeleteObject", OBJECTS));
            case DeleteObjectsRequest _ -> Set.of(new Permission("s3:DeleteObject", OBJECTS));
            case HeadBucketRequest _ -> Set.of(new Permission("s3:ListBucket", BUCKET));
            case ListObjectsV2Request _ -> Set.of(new Permission("s3:ListBucket", BUCKET));
            case GetItemRequest _ -> Set.of(new Permission("dynamodb:GetItem", TABLE));
            case PutItemRequest _ -> Set.of(new Permission("dynamodb:PutItem", TABLE));
            case UpdateItemRequest _ -> Set.of(new Permission("dynamodb:UpdateItem", TABLE));
            case DeleteItemRequest _ -> Set.of(new Permission("dynamodb:DeleteItem", TABLE));
            case QueryRequest query -> Set.of(new Permission("dynamodb:Query", queried(query.indexName())));
            case DescribeTableRequest _ -> Set.of(new Permission("dynamodb:DescribeTable", TABLE));
            case DescribeStreamRequest _ -> Set.of(new Permission("dynamodb:DescribeStream", STREAMS));
            case GetShardIteratorRequest _ -> Set.of(new Permission("dynamodb:GetShardIterator", STREAMS));
            case GetRecordsRequest _ -> Set.of(new Permission("dynamodb:GetRecords", STREAMS));
            case TransactWriteItemsRequest transaction -> transaction.transactItems().stream()
                    .flatMap(Permission::neededFor)
                    .collect(Collectors.toUnmodifiableSet());
            default -> throw new AssertionError("Which permission does this need? " + request);
        };
    }

    private static String queried(@Nullable String index) {
        return index == null ? TABLE : TABLE + "/index/" + index;
    }

    private static Stream<Permission> neededFor(TransactWriteItem write) {
        return Stream.of(
                write.put() == null ? "" : "dynamodb:PutItem",
                write.update() == null ? "" : "dynamodb:UpdateItem",
                write.delete() == null ? "" : "dynamodb:DeleteItem",
                write.conditionCheck() == null ? "" : "dynamodb:ConditionCheckItem")
                .filter(action -> !action.isEmpty())
                .map(action -> new Permission(action, TABLE));
    }
}
