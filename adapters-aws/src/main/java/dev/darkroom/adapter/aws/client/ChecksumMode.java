package dev.darkroom.adapter.aws.client;

/** When requests to S3 contain checksums (AWS SDKs Reference Guide, "Data Integrity Protections for Amazon S3"). */
public enum ChecksumMode {
    /** Every upload contains its SHA-256, which the store verifies. Amazon S3 does. */
    WHEN_SUPPORTED,
    /** Only requests that must contain a checksum do, as {@code Content-MD5}. For stores that reject the newer checksums. */
    WHEN_REQUIRED
}
