/** SDK clients with bounded waits, their settings, and the translation of their failures. */
@NullMarked
package dev.darkroom.adapter.aws.client;

import org.jspecify.annotations.NullMarked;
