/** Answers lists from the indexes within a read budget. Depends on {@code schema}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.listing;

import org.jspecify.annotations.NullMarked;
