package dev.darkroom.bootstrap.architecture;

/** Which package under a root is which part of the design; each name means its subpackages too. */
record Layout(String root) {
    String domain() {
        return root + ".domain..";
    }

    String model() {
        return root + ".domain.model..";
    }

    String portIn() {
        return root + ".domain.port.in..";
    }

    String portOut() {
        return root + ".domain.port.out..";
    }

    String service() {
        return root + ".domain.service..";
    }

    String adapters() {
        return root + ".adapter..";
    }

    String local() {
        return root + ".adapter.local..";
    }

    String aws() {
        return root + ".adapter.aws..";
    }

    String imaging() {
        return root + ".adapter.imaging..";
    }

    String http() {
        return root + ".adapter.http..";
    }

    String identity() {
        return root + ".adapter.identity..";
    }

    String archive() {
        return root + ".adapter.archive..";
    }

    String telemetry() {
        return root + ".adapter.telemetry..";
    }

    String bootstrap() {
        return root + ".bootstrap..";
    }

    String commandLine() {
        return root + ".bootstrap.cli..";
    }
}
