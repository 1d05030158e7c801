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

/** S3Proxy and DynamoDB Local, on loopback. */
public final class Emulators {
    private Emulators() {}

    /**
     * Runs both in a process of their own, with what they keep in files. Its first line tells that they can be reached. When its
     * standard input ends it dies as they would, without an answer to what is under way and with nothing closed; only what DynamoDB
     * Local has answered gets into its file first. Killed from outside it loses that: it commits a transaction in the background,
     * after it has answered it.
     *
     * @param arguments a folder that exists, the port of S3, the port of DynamoDB
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        startS3(made(folder.resolve("s3")), Integer.parseInt(arguments[1]));
        DynamoDb dynamoDb = DynamoDb.start(made(folder.resolve("dynamodb")), Integer.parseInt(arguments[2]));
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Whoever started it is there.
        }
        dynamoDb.connector().stop();
        dynamoDb.database().shutdown();
        Runtime.getRuntime().halt(0);
    }

    private static Path made(Path folder) throws IOException {
        return Files.createDirectories(folder);
    }

    /**
     * @param folder where it keeps the objects, or null for its memory
     * @param port 0 for any
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
                // Who tests for that has a FaultyNetwork with clocks of its own.
                .maximumTimeSkew(Integer.MAX_VALUE)
                .build();
        server.start();
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /**
     * @param folder where it keeps its database, or null for its memory
     * @param port 0 for any
     */
    static URI startDynamoDb(@Nullable Path folder, int port) throws Exception {
        return URI.create("http://127.0.0.1:" + DynamoDb.start(folder, port).connector().getLocalPort());
    }

    /** With a server of its own, because DynamoDB Local's listens on every interface and reports its start home. */
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
