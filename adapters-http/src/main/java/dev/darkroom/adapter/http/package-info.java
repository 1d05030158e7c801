/** The HTTP API: all routes, and what they need. Depends on its subpackages, except {@code server}. */
@NullMarked
package dev.darkroom.adapter.http;

import org.jspecify.annotations.NullMarked;
