package dev.darkroom.adapter.http.json;

import org.jspecify.annotations.Nullable;

/**
 * A field that is present in a JSON merge patch (RFC 7396). For a field that is absent, the component of the record is null.
 *
 * @param value the new value, or null to remove the old one
 */
public record PatchValue<T>(@Nullable T value) {}
