package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import software.amazon.awssdk.services.s3.S3Client;

public record UsesTheAwsSdk(S3Client value) {}
