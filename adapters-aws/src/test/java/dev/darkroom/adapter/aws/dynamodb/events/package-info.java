/** Tests of the log of events. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.events;

import org.jspecify.annotations.NullMarked;
