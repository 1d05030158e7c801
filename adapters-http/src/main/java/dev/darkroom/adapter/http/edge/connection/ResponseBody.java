package dev.darkroom.adapter.http.edge.connection;

import dev.darkroom.adapter.http.edge.connection.MeteredEndPoint.TruncatedFileException;
import dev.darkroom.adapter.http.problem.ClientGoneException;
import dev.darkroom.domain.model.object.TransferableStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Sends bodies of responses. The operating system sends the bytes of a file to the socket; other bytes are copied through the heap.
 */
public final class ResponseBody {
    private ResponseBody() {}

    /**
     * Sends bytes of a stream.
     *
     * @param length the number of bytes of the stream, which is the content length of the response
     * @throws IOException if the stream fails
     * @throws ClientGoneException if the connection to the client fails
     */
    public static void send(HttpServletRequest request, ServletOutputStream out, InputStream body, long length)
            throws IOException {
        if (body instanceof TransferableStream file && out instanceof HttpOutput output
                && ServletContextRequest.getServletContextRequest(request).getConnectionMetaData().getConnection()
                        .getEndPoint() instanceof MeteredEndPoint socket) {
            try {
                socket.send(file, length, output::write);
            } catch (TruncatedFileException e) {
                throw e;
            } catch (IOException e) {
                throw new ClientGoneException(e);
            }
        } else {
            body.transferTo(toClient(out));
        }
    }

    private static OutputStream toClient(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new ClientGoneException(e);
                }
            }
        };
    }
}
