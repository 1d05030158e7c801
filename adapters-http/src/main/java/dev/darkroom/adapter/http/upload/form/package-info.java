/** The forms of an upload: multipart, raw and JSON. Depends on {@code spool} and {@code request}. */
@NullMarked
package dev.darkroom.adapter.http.upload.form;

import org.jspecify.annotations.NullMarked;
