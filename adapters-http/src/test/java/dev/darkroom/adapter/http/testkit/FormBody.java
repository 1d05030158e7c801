package dev.darkroom.adapter.http.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a multipart/form-data body, part by part in the order of the calls. */
public final class FormBody {
    private static final String BOUNDARY = "----a boundary 'with' odd=characters";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public String contentType() {
        return "multipart/form-data; boundary=\"" + BOUNDARY + "\"";
    }

    public FormBody field(String name, String value) {
        return part("form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    public FormBody file(String filename, byte[] content) {
        return part("form-data; name=\"file\"; filename=\"" + filename + "\"", content);
    }

    public FormBody part(String disposition, byte[] content) {
        write("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n");
        bytes.writeBytes(content);
        write("\r\n");
        return this;
    }

    /** The body with its last boundary. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    /** The body without its last boundary. */
    public byte[] unfinishedBytes() {
        return bytes.toByteArray();
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
