/** The catalog, the idempotency store and the signing keys in one DynamoDB table. Depends on {@code schema}, {@code listing} and {@code usage}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
