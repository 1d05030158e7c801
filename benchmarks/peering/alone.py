"""What is not a rate: the start, a cold server, placeholders, the first rendition, many large uploads."""
import os, resource, statistics, struct, subprocess, time, zlib
from peering import load, report, servers

TITLE = "Start, placeholders, renditions"
HEADER = ["what", "Darkroom", "beside it", "ratio", "wanted"]
KEYS = 1
START = "start: time to ready, median of 5"
START_CPU = "start: CPU until ready, median of 5"
COLD = "cold start: uploads a second in the first 10 s"
PLACEHOLDERS = "placeholders of 2,000 uploads of 0.5 MB"
MEDIUM = "first `medium` of a JPEG of 5120×2880: CPU"
MANY = "200 uploads of 20 MB at once"
NAMES = [START, START_CPU, COLD, PLACEHOLDERS, MEDIUM, MANY]


def run(names, table, options):
    if START in names or START_CPU in names:
        start(table, options)
    for name, row in ((COLD, cold), (PLACEHOLDERS, placeholders), (MEDIUM, medium), (MANY, many)):
        if name in names:
            with servers.folder(options.work) as folder:
                row(table, folder, options)


def start(table, options):
    """The first start of each, which makes the folder, does not count."""
    with servers.folder(options.work) as folder:
        ours = servers.Darkroom(os.path.join(folder, "darkroom"))
        uncached = servers.Darkroom(os.path.join(folder, "uncached"), "-XX:AOTMode=off")
        peer = servers.PocketBase(os.path.join(folder, "pocketbase"), options.pocketbase)
        seen = {ours: [], uncached: [], peer: []}
        for turn in range(6):
            for server in seen:
                with server:
                    if turn:
                        seen[server].append((server.seconds_to_ready, server.cpu_to_ready))
    for name, index, most in ((START, 0, 0.45), (START_CPU, 1, 0.6)):
        value, without, theirs = (statistics.median(pair[index] for pair in seen[server]) for server in (ours, uncached, peer))
        table.add(name, "%.2f s" % value, "without the AOT cache %.2f s; PocketBase %.2f s" % (without, theirs),
                  "%.2f" % (value / without), report.wanted(("≤ %s s" % most, value <= most)))


def cold(table, folder, options):
    with servers.Darkroom(folder) as server:
        uploads = load.Load(server.address + "/upload", load.upload(servers.SMALL))
        first = load.measure(server, uploads, 10).rate
        load.measure(server, uploads, options.warm_up)
        warm = statistics.median(load.measure(server, uploads, options.seconds).rate for _ in range(options.turns))
    table.add(COLD, report.rate(first), "warm %s" % report.rate(warm), "%.2f" % (first / warm),
              report.wanted(("≥ 0.6", first / warm >= 0.6)))


def placeholders(table, folder, options):
    """Worker processes make them, so their CPU is that of the children, and the server's own after the last upload."""
    kind, body = load.form(servers.SMALL)
    count = options.uploads
    with servers.Darkroom(folder) as server:
        server.calls([("POST", "/upload", load.form(servers.SMALL, "warm-up")[1], {"Content-Type": kind})] * (count // 4))
        server.settle()
        all_before, own_before = server.cpu(), server.own_cpu()
        statuses = [status for status, _ in server.calls([("POST", "/upload", body, {"Content-Type": kind})] * count)]
        if statuses.count(201) != count:
            raise SystemExit("%d of %d uploads were stored." % (statuses.count(201), count))
        stored, uploads = time.monotonic(), server.own_cpu() - own_before
        await_placeholders(server)
        waited = time.monotonic() - stored
        made = server.cpu() - all_before - uploads
    table.add(PLACEHOLDERS, "%.2f ms of CPU each, the last %.0f s after the last upload" % (1000 * made / count, waited),
              "the upload %.2f ms" % (1000 * uploads / count), "", "")


def await_placeholders(server):
    """Until every image of the user has one. A page is asked for again while it has an image without."""
    cursor = ""
    while True:
        page = server.call("GET", "/images?user_id=bench&limit=100&order=asc%s" % cursor)
        if any(item["placeholder"] is None for item in page["items"]):
            time.sleep(0.5)
        elif page["next_cursor"]:
            cursor = "&cursor=" + page["next_cursor"]
        else:
            return


def medium(table, folder, _):
    """The clock of a process ticks every 10 ms, so means are compared."""
    def theirs():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["vipsthumbnail", servers.LARGE, "--size", "640x", "-o", folder + "/out.jpg[Q=80,strip]"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    with servers.Darkroom(folder) as server:
        def ours():
            image = server.upload(servers.LARGE)
            await_placeholders(server)
            before = server.cpu()
            server.calls([("GET", "/images/%s/content?rendition=medium&format=jpeg" % image, None, {})], 1)
            return server.cpu() - before
        for _ in range(5):
            ours()
        pairs = [(ours(), theirs()) for _ in range(20)]
    seen, best = (statistics.mean(side) for side in zip(*pairs))
    table.add(MEDIUM, "%.0f ms" % (1000 * seen), "`vipsthumbnail` %.0f ms" % (1000 * best), "%.2f" % (seen / best),
              report.wanted(("≤ 1.2", seen <= 1.2 * best)))


def many(table, folder, _):
    body = png(20_000_000)
    with servers.Darkroom(folder) as server:
        request = ("POST", "/upload?user_id=bench", body, {"Content-Type": "image/png"})
        stored = [status for status, _ in server.calls([request] * 200, 200)].count(201)
        table.add(MANY, "%d stored" % stored, "memory %d MB" % server.most_mb, "", report.wanted(("all", stored == 200)))


def png(size):
    """Noise, which does not get smaller: three bytes a pixel."""
    side = int((size / 3) ** 0.5)
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))
