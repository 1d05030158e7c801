package dev.darkroom.adapter.aws.client;

/** When requests to S3 contain checksums (AWS SDKs Reference Guide, "Data Integrity Protections for Amazon S3"). */
public enum ChecksumMode {
    /** Every upload contains its SHA-256, which the store verifies. Amazon S3 does. */
    WHEN_SUPPORTED,
    /** Only requests for which S3 requires a checksum contain one, {@code Content-MD5}. For stores that reject newer checksums. */
    WHEN_REQUIRED
}
