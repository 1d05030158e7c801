/** Signs and verifies URLs of objects that this server serves. */
@NullMarked
package dev.darkroom.adapter.local.links;

import org.jspecify.annotations.NullMarked;
