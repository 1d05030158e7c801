import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** DynamoDB Local on loopback, with its data in memory; its own main class listens on every interface. Argument: the port. */
final class DynamoDbLocal {
    private DynamoDbLocal() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector loopback = new ServerConnector(server);
        loopback.setHost("127.0.0.1");
        loopback.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(loopback);
        var database = new LocalDynamoDBRequestHandler(0, true, null, true, false);
        server.setHandler(new LocalDynamoDBServerHandler(database, null));
        server.start();
    }
}
