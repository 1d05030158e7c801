/** Creates the bucket and the table, and updates their settings. Depends on {@code client} and {@code dynamodb}. */
@NullMarked
package dev.darkroom.adapter.aws.provisioning;

import org.jspecify.annotations.NullMarked;
