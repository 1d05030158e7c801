/** The stream of events, and their form. Depends on {@code request}, {@code json}, {@code images} and {@code edge}. */
@NullMarked
package dev.darkroom.adapter.http.events;

import org.jspecify.annotations.NullMarked;
