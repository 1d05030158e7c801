package dev.darkroom.adapter.http.server;

import dev.darkroom.adapter.http.server.MemoryHttpServer.Field;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/** Collects one response from a parser. There are no interim responses, because no request expects one. Not thread-safe. */
final class ResponseReader implements HttpParser.ResponseHandler {
    private final List<Field> fields = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private boolean complete;

    boolean isComplete() {
        return complete;
    }

    void requireComplete() {
        if (!complete) {
            throw new IllegalStateException("The response ended early");
        }
    }

    Response response() {
        return new Response(status, fields, ByteBuffer.wrap(body.toByteArray()));
    }

    @Override
    public void startResponse(HttpVersion version, int newStatus, String reason) {
        status = newStatus;
    }

    @Override
    public void parsedHeader(HttpField field) {
        fields.add(new Field(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }

    @Override
    public boolean headerComplete() {
        return false;
    }

    @Override
    public boolean content(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        body.writeBytes(bytes);
        return false;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        complete = true;
        return true;
    }

    @Override
    public void earlyEOF() {
        throw new IllegalStateException("The response ended early");
    }

    @Override
    public void badMessage(HttpException failure) {
        throw new IllegalStateException("The response is not HTTP", (Throwable) failure);
    }
}
