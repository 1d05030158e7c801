/** Routes that store images. Depends on {@code form}, {@code spool}, {@code images} and {@code edge}. */
@NullMarked
package dev.darkroom.adapter.http.upload;

import org.jspecify.annotations.NullMarked;
