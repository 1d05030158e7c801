/** Tests of {@code adapter.http.upload.spool}. */
@NullMarked
package dev.darkroom.adapter.http.upload.spool;

import org.jspecify.annotations.NullMarked;
