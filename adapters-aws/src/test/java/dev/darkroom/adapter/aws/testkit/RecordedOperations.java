package dev.darkroom.adapter.aws.testkit;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Sees every call of every AWS client in the tests, because the SDK finds it in {@code execution.interceptors} on the
 * class path. It lets no scan through, remembers which operations there were, and adds up what those on DynamoDB cost.
 */
public final class RecordedOperations implements ExecutionInterceptor {
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();
    private static final DoubleAdder UNITS = new DoubleAdder();
    private static final AtomicBoolean METERING = new AtomicBoolean();

    /** The names of all operations so far. */
    public static Set<String> names() {
        return Set.copyOf(NAMES);
    }

    /** Runs something and tells how many read and write units it cost, indexes included. */
    public static double unitsOf(Runnable calls) {
        METERING.set(true);
        try {
            double before = UNITS.sum();
            calls.run();
            return UNITS.sum() - before;
        } finally {
            METERING.set(false);
        }
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String name = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        NAMES.add(name);
        if (name.equals("Scan")) {
            throw new AssertionError("Nothing here ever scans a table");
        }
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (!METERING.get()) {
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
                UNITS.add(consumed.capacityUnits());
            }
        }
    }
}
