/** ThumbHash placeholders. Depends on the JDK only. */
@NullMarked
package dev.darkroom.adapter.imaging.placeholder;

import org.jspecify.annotations.NullMarked;
