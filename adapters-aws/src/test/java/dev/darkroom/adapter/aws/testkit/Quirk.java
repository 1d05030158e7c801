package dev.darkroom.adapter.aws.testkit;

/** How a store differs from Amazon S3 and DynamoDB. */
public enum Quirk {
    /** SeaweedFS without a key: default encryption is accepted, and then every PUT of an object is a 500. */
    ENCRYPTION_BREAKS_WRITES,
    /** As the one above, and removing the default encryption is a 403. */
    ENCRYPTION_CANNOT_BE_REMOVED,
    /** Ceph: a public access block is accepted, and then every PUT of an object is a 403. */
    ACCESS_BLOCK_BREAKS_WRITES,
    /** As the one above, only for a block that restricts public buckets. */
    STRICT_ACCESS_BLOCK_BREAKS_WRITES,
    /** Ceph: a PUT of the default encryption is a 400. */
    ENCRYPTION_UNSUPPORTED,
    /** The policy of a role: a PUT of the default encryption is a 403. */
    ENCRYPTION_DENIED,
    /** Every PUT of an object is a 403. */
    WRITES_DENIED,
    /** The bucket cannot be created: 403. */
    BUCKET_DENIED,
    /** Dynalite: a change of the deletion protection is a 400. */
    DELETION_PROTECTION_UNSUPPORTED,
}
