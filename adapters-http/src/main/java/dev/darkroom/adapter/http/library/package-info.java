/** Lists of images, searches, and counts by month and by tag. Depends on {@code images}, {@code request} and {@code json}. */
@NullMarked
package dev.darkroom.adapter.http.library;

import org.jspecify.annotations.NullMarked;
