package dev.darkroom.adapter.postgres.testkit;

import dev.darkroom.domain.testkit.fixture.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A certificate authority with a certificate for a server named {@code localhost} and one for a role. Valid for a day. */
public final class Certificates implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/openssl");

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /** @param role the role that may log in with the client certificate */
    public static Certificates create(String role) throws IOException {
        Machine.requireInstalled(Files.isExecutable(PROGRAM), "Debian's package openssl is not installed");
        Certificates certificates = new Certificates(LocalPostgres.newFolder());
        certificates.add("ca", "authority");
        certificates.add("server", "server", "-CA", certificates.file("ca.pem"), "-CAkey",
                certificates.file("ca.key"), "-addext", "subjectAltName=DNS:localhost");
        certificates.add("client", role, "-CA", certificates.file("ca.pem"), "-CAkey", certificates.file("ca.key"));
        LocalPostgres.newFile(certificates.folder, "hba", """
                hostssl all %s 127.0.0.1/32 cert
                hostssl all all 127.0.0.1/32 scram-sha-256
                """.formatted(role));
        return certificates;
    }

    private void add(String name, String subject, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
                "1", "-subj", "/CN=" + subject, "-keyout",
                file(name + ".key"), "-out", file(name + ".pem")));
        arguments.addAll(List.of(more));
        Programs.run(folder, Map.of(), Programs.unprivileged(PROGRAM, arguments));
    }

    /** The settings of a server that accepts TLS only, and that accepts the client certificate instead of a password. */
    public Map<String, String> settings() {
        return Map.of("ssl", "on", "ssl_cert_file", file("server.pem"), "ssl_key_file", file("server.key"),
                "ssl_ca_file", file("ca.pem"), "hba_file", file("hba"));
    }

    /** The path of {@code NAME.pem} or {@code NAME.key}, of which NAME is ca, server or client. */
    public String file(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        LocalPostgres.remove(folder);
    }
}
