/** Objects and signing keys as files, written durably, and the lock of the data folder. Depends on the JDK only, besides the domain. */
@NullMarked
package dev.darkroom.adapter.local.filesystem;

import org.jspecify.annotations.NullMarked;
