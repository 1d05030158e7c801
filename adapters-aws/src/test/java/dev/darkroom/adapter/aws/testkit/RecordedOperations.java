package dev.darkroom.adapter.aws.testkit;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Intercepts all calls of all AWS clients in the tests, because the SDK finds it in {@code execution.interceptors} on the class
 * path. It rejects scans, records the names of operations, and measures the requests and their cost in DynamoDB.
 */
public final class RecordedOperations implements ExecutionInterceptor {
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();
    private static final Queue<SdkRequest> SENT = new ConcurrentLinkedQueue<>();
    private static final DoubleAdder READ_UNITS = new DoubleAdder();
    private static final DoubleAdder WRITE_UNITS = new DoubleAdder();
    private static final AtomicBoolean METERING = new AtomicBoolean();

    /** The names of all operations of this JVM so far. */
    public static Set<String> names() {
        return Set.copyOf(NAMES);
    }

    /**
     * The cost of calls.
     *
     * @param readUnits the read units of DynamoDB, including indexes
     * @param writeUnits the write units of DynamoDB, including indexes
     * @param requests the requests that clients sent, including retries, without requests to presigned URLs
     */
    public record Cost(double readUnits, double writeUnits, List<SdkRequest> requests) {
        /** The names of the operations of S3, sorted. */
        public List<String> s3Operations() {
            return requests.stream()
                    .filter(S3Request.class::isInstance)
                    .map(request -> request.getClass().getSimpleName().replace("Request", ""))
                    .sorted()
                    .toList();
        }

        /** The number of requests to DynamoDB. */
        public long dynamoDbRequests() {
            return requests.stream().filter(DynamoDbRequest.class::isInstance).count();
        }
    }

    /** Name prefixes of background threads, whose cost does not belong to the measured calls. */
    private static final Set<String> BACKGROUND = Set.of("placeholder-", "spare-");

    private static boolean isCounted() {
        String thread = Thread.currentThread().getName();
        return METERING.get() && BACKGROUND.stream().noneMatch(thread::startsWith);
    }

    /** Runs calls and returns their cost. Only one measurement may run at a time. */
    public static Cost costOf(Runnable calls) {
        SENT.clear();
        METERING.set(true);
        try {
            double reads = READ_UNITS.sum();
            double writes = WRITE_UNITS.sum();
            calls.run();
            return new Cost(READ_UNITS.sum() - reads, WRITE_UNITS.sum() - writes, List.copyOf(SENT));
        } finally {
            METERING.set(false);
        }
    }

    /** Runs calls and returns their read and write units in total, including indexes. */
    public static double unitsOf(Runnable calls) {
        Cost cost = costOf(calls);
        return cost.readUnits() + cost.writeUnits();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (isCounted()) {
            SENT.add(context.request());
        }
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String name = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        NAMES.add(name);
        if (name.equals("Scan")) {
            throw new AssertionError("A scan of a table is not allowed");
        }
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (!isCounted()) {
            return context.request();
        }
        return switch (context.request()) {
            case GetItemRequest get -> get.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case PutItemRequest put -> put.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case UpdateItemRequest update ->
                update.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case DeleteItemRequest delete ->
                delete.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case QueryRequest query -> query.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case TransactWriteItemsRequest transaction ->
                transaction.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            default -> context.request();
        };
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        Object capacity = context.response()
                .getValueForField("ConsumedCapacity", Object.class)
                .orElse(List.of());
        List<?> each = capacity instanceof List<?> list ? list : List.of(capacity);
        for (Object one : each) {
            if (one instanceof ConsumedCapacity consumed && consumed.capacityUnits() != null) {
                boolean read = context.request() instanceof GetItemRequest || context.request() instanceof QueryRequest;
                (read ? READ_UNITS : WRITE_UNITS).add(consumed.capacityUnits());
            }
        }
    }
}
