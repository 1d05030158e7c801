package dev.darkroom.bootstrap.cli.archive;

import dev.darkroom.adapter.archive.FolderArchive;
import dev.darkroom.adapter.archive.TarArchive;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.domain.port.out.archive.Archive;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates the archive that a command line names. */
final class Archives {
    /** The name of an archive on the standard streams. */
    static final String STREAMS = "-";

    static final String LABEL = "DIR|TAR|-";

    private Archives() {}

    /**
     * A tar on the standard streams if the name is {@value #STREAMS}; a tar file if it ends in {@code .tar} or is an existing file;
     * otherwise a folder.
     */
    static Archive named(String name, Context context, Configuration configuration, Path spoolFolder) {
        long maxOriginalBytes = Math.max(configuration.maxDirectUploadBytes(), configuration.maxUploadBytes());
        if (name.equals(STREAMS)) {
            return TarArchive.overStreams(
                    context.in(), new CheckedStream(context.out()), spoolFolder, maxOriginalBytes);
        }
        Path path = Path.of(name);
        return name.endsWith(".tar") || Files.isRegularFile(path)
                ? TarArchive.inFile(path, spoolFolder, maxOriginalBytes)
                : new FolderArchive(path, maxOriginalBytes);
    }

    /** Throws write errors, which a {@link PrintStream} hides. */
    private static final class CheckedStream extends FilterOutputStream {
        private final PrintStream stream;

        CheckedStream(PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            check();
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
            check();
        }

        private void check() throws IOException {
            if (stream.checkError()) {
                throw new ReaderGoneException();
            }
        }
    }
}
