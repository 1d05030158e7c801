/** SDK clients with time limits, their settings, and the translation of their exceptions. Depends on no other package here. */
@NullMarked
package dev.darkroom.adapter.aws.client;

import org.jspecify.annotations.NullMarked;
