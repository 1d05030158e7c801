/**
 * S3 and DynamoDB for tests: {@link dev.darkroom.adapter.aws.testkit.TestCloud} starts emulators of both in this process,
 * on loopback, and gives out empty buckets and tables; a {@link dev.darkroom.adapter.aws.testkit.FaultyNetwork} lets things
 * go wrong on the way to them.
 */
@NullMarked
package dev.darkroom.adapter.aws.testkit;

import org.jspecify.annotations.NullMarked;
