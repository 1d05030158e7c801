/**
 * S3 and DynamoDB for tests: {@link dev.darkroom.adapter.aws.testkit.TestCloud} starts emulators of both in this process,
 * on loopback, and gives out empty buckets and tables.
 */
@NullMarked
package dev.darkroom.adapter.aws.testkit;

import org.jspecify.annotations.NullMarked;
