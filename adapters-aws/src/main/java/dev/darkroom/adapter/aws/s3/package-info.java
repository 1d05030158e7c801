/** The blob store in an S3 bucket, and presigned URLs. Depends on {@code client}. */
@NullMarked
package dev.darkroom.adapter.aws.s3;

import org.jspecify.annotations.NullMarked;
