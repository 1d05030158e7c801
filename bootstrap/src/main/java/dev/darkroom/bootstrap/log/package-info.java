/**
 * The log: one line an event, for people or as JSON, on one stream. Set up in code, because it has three settings and is
 * needed before anything slow.
 */
@NullMarked
package dev.darkroom.bootstrap.log;

import org.jspecify.annotations.NullMarked;
