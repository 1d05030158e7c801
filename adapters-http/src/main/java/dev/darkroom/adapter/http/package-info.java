/** The HTTP face: routes, problem+json, limits. */
@NullMarked
package dev.darkroom.adapter.http;

import org.jspecify.annotations.NullMarked;
