/** The gallery and the API documentation. Depends on {@code request} and {@code json}. */
@NullMarked
package dev.darkroom.adapter.http.web;

import org.jspecify.annotations.NullMarked;
