package dev.darkroom.bootstrap.suite;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.lambda.GatewayKind;
import dev.darkroom.bootstrap.lambda.LambdaHandler;
import dev.darkroom.bootstrap.lambda.LambdaProcess;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Darkroom as a function behind a gateway, run by the runtime interface client, with S3 and DynamoDB. */
final class LambdaDeployment implements DirectUploadSteps, AutoCloseable {
    private final CloudStore store;
    private final LambdaProcess function;

    private LambdaDeployment(CloudStore store, LambdaProcess function) {
        this.store = store;
        this.function = function;
    }

    /** Starts a function with a new store and additional environment variables. */
    static LambdaDeployment start(Map<String, String> environment) throws Exception {
        CloudStore store = CloudStore.provisioned();
        Map<String, String> all = new HashMap<>(store.environment());
        all.putAll(environment);
        return new LambdaDeployment(store, LambdaProcess.start(LambdaHandler.class, all));
    }

    /** The address that the gateway reports as that of the request. */
    @Override
    public URI address() {
        return URI.create("https://pictures.example.com");
    }

    @Override
    public Set<String> objectKeys() {
        return store.objectKeys();
    }

    @Override
    public Answer send(Call call) {
        return send(GatewayKind.HTTP_API, call);
    }

    /** Sends a call through one kind of gateway. */
    Answer send(GatewayKind gateway, Call call) {
        try {
            byte[] event = gateway.event(call.method(), call.target(), call.headers(), call.bytes());
            GatewayKind.Sent sent = gateway.response(function.invoke(event));
            return new Answer(sent.status(), sent.headers(), sent.body())
                    .checkedAgainstTheContract(call, call.target());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        function.close();
    }
}
