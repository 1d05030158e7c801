/** Counts the bytes that each owner uses. Depends on {@code schema}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.usage;

import org.jspecify.annotations.NullMarked;
