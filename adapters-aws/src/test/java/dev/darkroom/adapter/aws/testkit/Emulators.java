package dev.darkroom.adapter.aws.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** Starts S3Proxy and DynamoDB Local on the loopback interface. */
public final class Emulators {
    private Emulators() {}

    /**
     * Runs S3, or both, in this process, with their data in files. Prints one line when they accept requests. When standard input ends,
     * the process halts like a crash: running requests get no response, and nothing is closed. Only transactions that DynamoDB
     * Local has acknowledged are written to its file first. A kill from outside would lose them, because DynamoDB Local commits
     * in the background, after the response.
     *
     * @param arguments an existing folder, the port of S3, and the port of DynamoDB if it is needed
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        startS3(created(folder.resolve("s3")), Integer.parseInt(arguments[1]));
        @Nullable
        DynamoDb dynamoDb = arguments.length < 3
                ? null
                : DynamoDb.start(created(folder.resolve("dynamodb")), Integer.parseInt(arguments[2]));
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // The parent process is alive.
        }
        if (dynamoDb != null) {
            dynamoDb.connector().stop();
            dynamoDb.database().shutdown();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Path created(Path folder) throws IOException {
        return Files.createDirectories(folder);
    }

    /**
     * @param folder the folder for the objects, or null to keep them in memory
     * @param port the port, or 0 for any free one
     */
    static URI startS3(@Nullable Path folder, int port) throws Exception {
        Properties properties = new Properties();
        if (folder != null) {
            properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        }
        S3Proxy server = S3Proxy.builder()
                .blobStore(BlobStores.create(folder == null ? "transient-nio2" : "filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, TestCloud.ACCESS_KEY, TestCloud.SECRET_KEY)
                // FaultyNetwork tests clock skew.
                .maximumTimeSkew(Integer.MAX_VALUE)
                .build();
        server.start();
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /**
     * @param folder the folder for the database, or null to keep it in memory
     * @param port the port, or 0 for any free one
     */
    static URI startDynamoDb(@Nullable Path folder, int port) throws Exception {
        return URI.create("http://127.0.0.1:" + DynamoDb.start(folder, port).connector().getLocalPort());
    }

    /** Has its own server, because that of DynamoDB Local listens on all interfaces and sends telemetry. */
    private record DynamoDb(ServerConnector connector, LocalDynamoDBRequestHandler database) {
        static DynamoDb start(@Nullable Path folder, int port) throws Exception {
            Server server = new Server();
            ServerConnector loopback = new ServerConnector(server);
            loopback.setHost("127.0.0.1");
            loopback.setPort(port);
            server.addConnector(loopback);
            String path = folder == null ? null : folder.toString();
            LocalDynamoDBRequestHandler database =
                    new LocalDynamoDBRequestHandler(0, path == null, path, true, false);
            server.setHandler(new LocalDynamoDBServerHandler(database, null));
            server.start();
            return new DynamoDb(loopback, database);
        }
    }
}
