/** The catalog, the idempotency store and the signing keys in one DynamoDB table. Depends on its subpackages. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
