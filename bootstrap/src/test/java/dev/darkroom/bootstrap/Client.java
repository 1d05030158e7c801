package dev.darkroom.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A client of a service on this machine. Its user is alice. */
public final class Client implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"image_id\" ?: ?\"([^\"]+)\"");
    private static final Pattern URL = Pattern.compile("\"url\" ?: ?\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    public Client(int port) {
        this.server = URI.create("http://127.0.0.1:" + port);
    }

    /** A PNG without metadata, so that it is stored as it is. */
    public static byte[] picture(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
        return png.toByteArray();
    }

    /** Returns the image id in the JSON of an image. */
    public static String idIn(String json) {
        return first(ID, json);
    }

    /** Uploads a picture and returns the id of the new image. */
    public String upload(byte[] picture) throws IOException, InterruptedException {
        HttpResponse<String> response = post(picture);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return idIn(response.body());
    }

    /** Uploads a picture and returns the response with any status. */
    public HttpResponse<String> post(byte[] picture) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.resolve("/upload?user_id=alice"))
                        .header("Content-Type", "image/png")
                        .POST(BodyPublishers.ofByteArray(picture))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Starts a direct upload and returns path and query of the URL for the bytes. */
    public String startUpload(byte[] picture) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.resolve("/uploads"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":" + picture.length
                                        + "}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        URI url = URI.create(first(URL, response.body()));
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    /** Sends the bytes of a direct upload. */
    public void put(String target, byte[] picture) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.resolve(target))
                        .header("Content-Type", "image/png")
                        .PUT(BodyPublishers.ofByteArray(picture))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Completes the direct upload with this path and query, and returns the id of the new image. */
    public String complete(String target) throws IOException, InterruptedException {
        String id = target.split("/", -1)[3];
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.resolve("/uploads/" + id + "/complete"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return idIn(response.body());
    }

    /** Returns the body of a {@code 200} response. */
    public String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** The status of a response on a connection of its own. */
    public int status(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) server.resolve(path).toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** Returns the bytes of an image from its presigned URL. */
    public byte[] download(String id) throws IOException, InterruptedException {
        URI url = URI.create(first(URL, get("/images/" + id)));
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray()).body();
    }

    /** Closes the connections, because a server that stops waits for open connections. */
    @Override
    public void close() {
        http.close();
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
