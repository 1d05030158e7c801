/** The log: one line per event, as text or JSON, on one stream. It is set up in code because it has three settings and is needed first. */
@NullMarked
package dev.darkroom.bootstrap.log;

import org.jspecify.annotations.NullMarked;
