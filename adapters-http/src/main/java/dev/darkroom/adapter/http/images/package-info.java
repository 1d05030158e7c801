/** Routes on stored images: view, content, edit, delete. Depends on {@code request} and {@code json}. */
@NullMarked
package dev.darkroom.adapter.http.images;

import org.jspecify.annotations.NullMarked;
