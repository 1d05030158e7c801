/** Opens the storage on Amazon S3 and DynamoDB, or on services with compatible APIs. Depends on its subpackages. */
@NullMarked
package dev.darkroom.adapter.aws;

import org.jspecify.annotations.NullMarked;
