package dev.darkroom.domain.model.object;

import java.time.Instant;

/**
 * What is known about a stored object.
 *
 * @param lastModified in whole seconds or finer
 */
public record StoredObject(ObjectKey key, long sizeBytes, Instant lastModified) {}
