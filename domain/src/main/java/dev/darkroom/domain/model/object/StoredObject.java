package dev.darkroom.domain.model.object;

import java.time.Instant;

/**
 * The metadata of a stored object.
 *
 * @param lastModified in whole seconds or finer
 */
public record StoredObject(ObjectKey key, long sizeBytes, Instant lastModified) {}
