/** Creates the bucket and the table, and updates their settings. Depends on {@code client} and {@code dynamodb.schema}. */
@NullMarked
package dev.darkroom.adapter.aws.provisioning;

import org.jspecify.annotations.NullMarked;
