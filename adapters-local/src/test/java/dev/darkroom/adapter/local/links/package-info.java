/** Tests of {@code adapter.local.links}. */
@NullMarked
package dev.darkroom.adapter.local.links;

import org.jspecify.annotations.NullMarked;
