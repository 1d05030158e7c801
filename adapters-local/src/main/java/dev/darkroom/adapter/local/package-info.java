/** The embedded default storage: opens a data folder for one process. Depends on its subpackages. */
@NullMarked
package dev.darkroom.adapter.local;

import org.jspecify.annotations.NullMarked;
