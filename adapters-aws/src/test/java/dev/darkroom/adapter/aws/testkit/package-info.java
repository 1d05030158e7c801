/**
 * S3 and DynamoDB for tests: {@link dev.darkroom.adapter.aws.testkit.TestCloud} starts emulators of both in this process, on
 * the loopback interface, and creates empty buckets and tables. A {@link dev.darkroom.adapter.aws.testkit.FaultyNetwork}
 * produces faults of the network and of the services. A {@link dev.darkroom.adapter.aws.testkit.PeculiarCloud} responds as other stores
 * do.
 */
@NullMarked
package dev.darkroom.adapter.aws.testkit;

import org.jspecify.annotations.NullMarked;
