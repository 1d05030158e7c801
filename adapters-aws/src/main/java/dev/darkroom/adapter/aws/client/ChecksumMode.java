package dev.darkroom.adapter.aws.client;

/** Which checksums go along with requests (AWS SDKs Reference Guide, "Data Integrity Protections for Amazon S3"). */
public enum ChecksumMode {
    /** The store checks every upload against its SHA-256. Amazon S3 does. */
    WHEN_SUPPORTED,
    /** Only where S3 demands one, and then {@code Content-MD5}: for stores that refuse the newer checksums. */
    WHEN_REQUIRED
}
