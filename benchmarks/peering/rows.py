"""Each operation: Darkroom beside its peers, in turns."""
import contextlib, os, statistics
from peering import load, report, servers

TITLE = "Operations, 16 clients"
HEADER = ["operation", "server", "a second", "CPU of one", "p50, p99 at half of it", "memory", "Darkroom to it", "wanted"]
KEYS = 2
ON_S3 = "upload 0.5 MB to S3"
# What Darkroom's rate has to be, as a multiple of a peer's.
WANTED = {
    "upload 0.5 MB": {"PocketBase": 1.2, "nginx": 0.5},
    "upload 4.6 MB": {"PocketBase": 1.0},
    "view": {"PocketBase": 2.5},
    "list 50": {"PocketBase": 2},
    "list 50 by user": {"PocketBase": 1.2},
    "download 0.5 MB": {"PocketBase": 1.8, "nginx": 0.8},
    "stored 320 px rendition": {"PocketBase": 4},
    ON_S3: {},
}
NAMES = list(WANTED)
WANTED_CPU = {"upload 0.5 MB": 3}
WANTED_MB = 256


def run(names, table, options):
    for name in names:
        with servers.folder(options.work) as folder, contextlib.ExitStack() as stack:
            compare(name, started(name, folder, stack, options), table, options)


def started(name, folder, stack, options):
    """The servers of a row, Darkroom first."""
    def start(server):
        return stack.enter_context(server)
    if name == ON_S3:
        s3 = start(servers.VersityGw(os.path.join(folder, "s3"), options.versitygw))
        dynamodb = start(servers.DynamoDbLocal(os.path.join(folder, "dynamodb")))
        found = [start(servers.DarkroomOnS3(os.path.join(folder, "darkroom"), s3, dynamodb)), s3]
    else:
        found = [start(servers.Darkroom(os.path.join(folder, "darkroom"))),
                 start(servers.PocketBase(os.path.join(folder, "pocketbase"), options.pocketbase))]
        if name.startswith(("upload", "download")):
            found.append(start(servers.Nginx(os.path.join(folder, "nginx"))))
    for server in found:
        server.prepare(name)
    if name == "view":
        view = found[0].call("GET", "/images/" + found[0].image)
        found.append(start(servers.BareRoute(os.path.join(folder, "bare"), view)))
    return found


def compare(name, found, table, options):
    # Darkroom on S3 needs versitygw, which therefore is never paused.
    paused = found[:1] if name == ON_S3 else found
    loads = {server: server.load(name) for server in found}
    figures = {server: [] for server in found}
    for server in found:
        with servers.alone(server, paused):
            load.measure(server, loads[server], options.warm_up)
    for _ in range(options.turns):
        for server in found:
            with servers.alone(server, paused):
                figures[server].append(load.measure(server, loads[server], options.seconds))
    ours = found[0]
    for server in found:
        rate, cpu = (statistics.median(getattr(seen, field) for seen in figures[server]) for field in ("rate", "cpu"))
        with servers.alone(server, paused):
            half = load.at_half(server, loads[server], rate, options.seconds)
        bounds, ratio = [], ""
        if server is ours:
            if name in WANTED_CPU:
                bounds.append(("CPU ≤ %d ms" % WANTED_CPU[name], cpu <= WANTED_CPU[name]))
            bounds.append(("memory < %d MB" % WANTED_MB, server.most_mb < WANTED_MB))
        else:
            value = statistics.median(a.rate / b.rate for a, b in zip(figures[ours], figures[server]))
            ratio = "**%.2f**" % value
            if server.name in WANTED[name]:
                bounds.append(("≥ %s" % WANTED[name][server.name], value >= WANTED[name][server.name]))
        share = half.rate / rate
        table.add(name, server.name, report.rate(rate), "%.2f ms" % cpu,
                  "%.1f, %.1f ms%s" % (half.p50, half.p99, "" if 0.4 <= share <= 0.6 else " (at %.0f %%)" % (100 * share)),
                  "%d MB" % server.most_mb, ratio, report.wanted(*bounds))
