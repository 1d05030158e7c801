/**
 * SDK clients with time limits, their settings, the translation of their exceptions, and a probe of the bucket. Depends on no other
 * package here.
 */
@NullMarked
package dev.darkroom.adapter.aws.client;

import org.jspecify.annotations.NullMarked;
