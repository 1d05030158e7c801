/** Reads, copies and verifies the bytes of objects. Depends on the ports only. */
@NullMarked
package dev.darkroom.domain.service.content;

import org.jspecify.annotations.NullMarked;
