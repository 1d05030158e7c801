/** Tests of what a release consists of: versions, changelog, jar and SBOM. */
@NullMarked
package dev.darkroom.bootstrap.release;

import org.jspecify.annotations.NullMarked;
