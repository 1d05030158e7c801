package dev.darkroom.bootstrap.architecture.planted.adapter.aws;

import software.amazon.awssdk.services.s3.S3Client;

record UsesS3(S3Client value) {}
