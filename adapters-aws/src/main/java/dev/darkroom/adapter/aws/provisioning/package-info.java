/** Creates the bucket and the table, and brings existing ones to the wanted state. Depends on {@code client} and {@code dynamodb.schema}. */
@NullMarked
package dev.darkroom.adapter.aws.provisioning;

import org.jspecify.annotations.NullMarked;
