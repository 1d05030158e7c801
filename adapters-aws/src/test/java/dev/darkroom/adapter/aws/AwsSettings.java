package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;

/** S3 and DynamoDB together. */
public record AwsSettings(S3Settings s3, DynamoDbSettings dynamoDb) {
    public String bucket() {
        return s3.bucket();
    }

    public String table() {
        return dynamoDb.table();
    }
}
