/** What is in a file: sniffing, header facts, metadata stripping. */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
