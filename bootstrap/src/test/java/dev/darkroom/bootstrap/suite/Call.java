package dev.darkroom.bootstrap.suite;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One HTTP request. Its methods change it and return it. */
public final class Call {
    private final String method;
    private final String target;
    private final List<String> headers = new ArrayList<>();
    private byte[] body = new byte[0];

    private Call(String method, String target) {
        this.method = method;
        this.target = target;
    }

    public static Call get(String target) {
        return new Call("GET", target);
    }

    public static Call head(String target) {
        return new Call("HEAD", target);
    }

    public static Call delete(String target) {
        return new Call("DELETE", target);
    }

    public static Call post(String target) {
        return new Call("POST", target);
    }

    public static Call upload(Form form) {
        return post("/upload").form(form);
    }

    public static Call of(String method, String target) {
        return new Call(method, target);
    }

    /** Encodes a value for a query or a form. */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    public Call header(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    public Call bytes(byte[] bytes) {
        body = bytes;
        return this;
    }

    public Call body(String contentType, byte[] bytes) {
        body = bytes;
        return header("Content-Type", contentType);
    }

    public Call json(String json) {
        return body("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public Call form(Form form) {
        return body("multipart/form-data; boundary=" + Form.BOUNDARY, form.bytes());
    }

    public String method() {
        return method;
    }

    public String target() {
        return target;
    }

    /** Alternating names and values. */
    public String[] headers() {
        return headers.toArray(String[]::new);
    }

    public byte[] bytes() {
        return body;
    }

    /** A multipart form (RFC 7578). The parts are in the order in which they are added. */
    public static final class Form {
        static final String BOUNDARY = "----a-boundary-of-tests";

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        public Form field(String name, String value) {
            text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value
                    + "\r\n");
            return this;
        }

        public Form file(String filename, byte[] content) {
            return file("file", filename, content);
        }

        public Form file(String name, String filename, byte[] content) {
            text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            bytes.writeBytes(content);
            text("\r\n");
            return this;
        }

        public byte[] bytes() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(bytes.toByteArray());
            whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return whole.toByteArray();
        }

        private void text(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
