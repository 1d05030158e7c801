/**
 * The log of events, which is copied from the table's stream, and how far the receivers of events have come. Depends on {@code schema}.
 */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.events;

import org.jspecify.annotations.NullMarked;
