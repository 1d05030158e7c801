package dev.darkroom.domain.model;

/**
 * What happened to the content credentials (C2PA) with which a picture was received: a signed manifest in the file that
 * says who made the picture and how, or a reference to such a manifest. They vouch for the bytes of the file, so they
 * are invalid after any other metadata is removed.
 */
public enum ContentCredentials {
    /** The stored file contains neither the manifest nor the reference. */
    REMOVED,
    /** The file is stored as received. Whether its credentials are valid was not checked. */
    KEPT
}
