/** What tests of other modules need of this one. */
@NullMarked
package dev.darkroom.adapter.http.testkit;

import org.jspecify.annotations.NullMarked;
