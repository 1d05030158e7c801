/** Tests of {@code adapter.http.web}. */
@NullMarked
package dev.darkroom.adapter.http.web;

import org.jspecify.annotations.NullMarked;
