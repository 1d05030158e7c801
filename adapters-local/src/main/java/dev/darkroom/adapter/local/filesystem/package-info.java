/** Stores objects and signing keys durably in files, and locks the data folder. Depends on the domain, the JDK and Caffeine. */
@NullMarked
package dev.darkroom.adapter.local.filesystem;

import org.jspecify.annotations.NullMarked;
