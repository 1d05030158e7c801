/** S3 blobs and presigning, DynamoDB catalogue. */
@NullMarked
package dev.darkroom.adapter.aws;

import org.jspecify.annotations.NullMarked;
