package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.AwsClients;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbIdempotencyStore;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbSigningKeys;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbTrash;
import dev.darkroom.adapter.aws.dynamodb.events.DynamoDbDeliveryStore;
import dev.darkroom.adapter.aws.dynamodb.events.DynamoDbEventLog;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The catalog in one table. Opening it uses no network, so a service starts while DynamoDB is unavailable. Missing credentials, too, are
 * reported by the first request, as {@link dev.darkroom.domain.model.StorageException.Unavailable}. Thread-safe.
 */
public final class DynamoDbStorage implements AutoCloseable {
    private final AwsCredentialsProvider credentials;
    private final DynamoDbClient client;
    private final Table table;
    private final ImageCatalog catalog;
    private final Trash trash;
    private final IdempotencyStore idempotencyStore;
    private final SigningKeys signingKeys;
    private final @Nullable DynamoDbStreamsClient streams;
    private final EventLog eventLog;
    private final DeliveryStore deliveryStore;
    private final Provisioning provisioning;

    DynamoDbStorage(
            DynamoDbSettings settings,
            InstantSource clock,
            boolean recordsEvents,
            AwsCredentialsProvider credentials,
            Timeouts timeouts) {
        this.credentials = credentials;
        client = AwsClients.dynamoDb(settings, credentials, timeouts);
        table = new Table(client, settings.table());
        OwnerUsage usage = new OwnerUsage(table, clock);
        Timelines timelines = new Timelines(table, TableLayout.RECENT_SHARDS);
        catalog = new DynamoDbImageCatalog(table, usage, timelines);
        trash = new DynamoDbTrash(table, usage, timelines);
        idempotencyStore = new DynamoDbIdempotencyStore(table);
        signingKeys = new DynamoDbSigningKeys(table);
        streams = recordsEvents ? AwsClients.dynamoDbStreams(settings, credentials, timeouts) : null;
        eventLog = new DynamoDbEventLog(table, streams, clock, DynamoDbEventLog.INTERVAL);
        deliveryStore = new DynamoDbDeliveryStore(table);
        provisioning = Provisioning.of(table);
    }

    /**
     * Opens the storage with credentials from the SDK's default chain.
     *
     * @param clock by which images are counted, and batches of events expire
     * @param recordsEvents whether the table's stream is read
     */
    public static DynamoDbStorage open(DynamoDbSettings settings, InstantSource clock, boolean recordsEvents) {
        return new DynamoDbStorage(
                settings, clock, recordsEvents, DefaultCredentialsProvider.builder().build(), Timeouts.DYNAMODB);
    }

    public ImageCatalog catalog() {
        return catalog;
    }

    /** The trash of the catalog. */
    public Trash trash() {
        return trash;
    }

    public IdempotencyStore idempotencyStore() {
        return idempotencyStore;
    }

    /** Keys that all processes on the table share. */
    public SigningKeys signingKeys() {
        return signingKeys;
    }

    /** The events of the catalog. */
    public EventLog eventLog() {
        return eventLog;
    }

    public DeliveryStore deliveryStore() {
        return deliveryStore;
    }

    /** Creates the table. */
    public Provisioning provisioning() {
        return provisioning;
    }

    Table table() {
        return table;
    }

    @Override
    public void close() {
        client.close();
        if (streams != null) {
            streams.close();
        }
        S3Storage.closeCredentials(credentials);
    }
}
