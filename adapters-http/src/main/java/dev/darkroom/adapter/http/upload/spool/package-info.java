/** Holds a picture in memory or in a temporary file while it arrives. Depends on {@code problem}. */
@NullMarked
package dev.darkroom.adapter.http.upload.spool;

import org.jspecify.annotations.NullMarked;
