"""One to 256 clients: the plot of rate and 99th percentile, and whether the rate stays."""
import contextlib, math, statistics
from peering import load, plot, report, rows, servers

TITLE = "256 clients"
HEADER = ["operation", "server", "a second, 16 clients", "a second, 256 clients", "ratio", "p99 of 256", "memory", "wanted"]
KEYS = 2
OPERATIONS = {"clients: upload 0.5 MB": "upload 0.5 MB", "clients: view": "view", "clients: download 0.5 MB": "download 0.5 MB"}
NAMES = list(OPERATIONS)
CLIENTS = [1, 2, 4, 8, 16, 32, 64, 128, 256]
FEW, MANY = 16, 256
LEAST = 0.9
# wrk does not count the requests that are under way in the end, so that each client has to make so many.
REQUESTS_OF_A_CLIENT = 30


def run(names, table, options):
    plots = {}
    for name in names:
        figures, memory = {}, {}
        for turn in range(options.turns):
            # Servers of their own for each turn: the uploads of all turns would need much disk.
            with servers.folder(options.work) as folder, contextlib.ExitStack() as stack:
                found = [server for server in rows.started(OPERATIONS[name], folder, stack, options)
                         if server.name != servers.BareRoute.name]
                sweep(OPERATIONS[name], CLIENTS if turn == 0 else (FEW, MANY), found, figures, options)
                for server in found:
                    memory[server.name] = max(server.most_mb, memory.get(server.name, 0))
        for server, seen in figures.items():
            add(name, server, seen, memory[server], table)
        plots[OPERATIONS[name]] = {server: [medians(seen[clients]) for clients in CLIENTS] for server, seen in figures.items()}
    # The plot of results.md has all operations.
    if options.plot and (names == NAMES or not options.write):
        plot.draw(plots, CLIENTS, options.plot)


def sweep(operation, numbers, found, figures, options):
    """Adds to the figures, by server and number of clients."""
    loads = {server: server.load(operation) for server in found}
    rates = {}
    for server in found:
        with servers.alone(server, found):
            rates[server] = load.measure(server, loads[server], options.warm_up).rate
    for clients in numbers:
        for server in found:
            seconds = max(options.seconds, math.ceil(REQUESTS_OF_A_CLIENT * clients / rates[server]))
            with servers.alone(server, found):
                seen = load.measure(server, loads[server], seconds, clients)
            figures.setdefault(server.name, {}).setdefault(clients, []).append(seen)


def add(name, server, seen, memory, table):
    few, many = (medians(seen[clients])[0] for clients in (FEW, MANY))
    ratio = statistics.median(b.rate / a.rate for a, b in zip(seen[FEW], seen[MANY]))
    bounds = [("≥ %s" % LEAST, ratio >= LEAST), ("memory < %d MB" % rows.WANTED_MB, memory < rows.WANTED_MB)]
    table.add(name, server, report.rate(few), report.rate(many), "%.2f" % ratio, "%.0f ms" % medians(seen[MANY])[1],
              "%d MB" % memory, report.wanted(*bounds) if server == servers.Darkroom.name else "")


def medians(figures):
    """Of rate and p99."""
    return tuple(statistics.median(getattr(seen, field) for seen in figures) for field in ("rate", "p99"))
