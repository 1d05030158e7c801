/** Health and metrics. Depends on {@code request} and {@code json}. */
@NullMarked
package dev.darkroom.adapter.http.operations;

import org.jspecify.annotations.NullMarked;
