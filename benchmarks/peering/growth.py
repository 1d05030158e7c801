"""Darkroom with a million pictures beside Darkroom with 10,000."""
import contextlib, json, os, random, shutil, sqlite3, statistics, time, uuid
from peering import load, report, servers

TITLE = "Growth"
HEADER = ["what", "with {few} pictures, a second", "with {many}, a second", "time, {many} to {few}", "wanted"]
KEYS = 1
LISTS = {"growth: list 50": "", "growth: list 50 by user": "&user_id=bench", "growth: list 50 by tag": "&tag=sea"}
VIEW, DEEP, DOWNLOAD, DELETE, UPLOAD = ("growth: " + name for name in (
    "view of a random picture", "list 50, page in the last tenth", "download of a random picture", "delete", "upload 0.5 MB"))
NAMES = [VIEW, *LISTS, DEEP, DOWNLOAD, DELETE, UPLOAD]
MOST = 1.2
DELETES = 300
# Fewer than ext4 allows, which is 65,000.
LINKS_OF_A_FILE = 50_000


def run(names, table, options):
    table.header = [cell.format(few=report.rate(options.few), many=report.rate(options.rows)) for cell in table.header]
    with servers.folder(options.work) as folder:
        few, many = (servers.Darkroom(os.path.join(folder, name)) for name in ("few", "many"))
        with few:
            few.call("POST", "/upload?user_id=bench&tags=sea", picture(), {"Content-Type": "image/jpeg"})
            few.settle()
        shutil.copytree(few.data, many.data)
        few.ids, many.ids = multiply(few.data, options.few), multiply(many.data, options.rows)
        with few, many:
            for name in names:
                compare(name, few, many, table, options)


def picture():
    with open(servers.SMALL, "rb") as file:
        return file.read()


def compare(name, few, many, table, options):
    both = (few, many)
    work = {server: operation(name, server) for server in both}
    for server in both:
        with servers.alone(server, both):
            work[server](options.warm_up)
    pairs = []
    for _ in range(options.turns):
        pairs.append([])
        for server in both:
            with servers.alone(server, both):
                pairs[-1].append(work[server](options.seconds))
    ratio = statistics.median(a / b for a, b in pairs)
    table.add(name, *(report.rate(statistics.median(side)) for side in zip(*pairs)), "%.2f" % ratio,
              report.wanted(("≤ %s" % MOST, ratio <= MOST)))


def operation(name, server):
    """A function that gives the rate over so many seconds."""
    if name == DELETE:
        return lambda _: delete(server)
    if name == VIEW:
        paths = ["/images/" + image for image in sample(server, 10_000)]
        script = load.random_paths(server.folder, "view", paths)
    elif name == DOWNLOAD:
        answers = server.calls([("GET", "/images/" + image, None, {}) for image in sample(server, 1_000)])
        paths = [json.loads(body)["url"].removeprefix(server.address) for _, body in answers]
        script = load.random_paths(server.folder, "download", paths)
    elif name == UPLOAD:
        script = load.upload(servers.SMALL)
    else:
        script = ""
    address = server.address
    if name == UPLOAD:
        address += "/upload"
    elif name == DEEP:
        address += "/images?limit=50&cursor=" + deep_cursor(server)
    elif name in LISTS:
        address += "/images?limit=50" + LISTS[name]
    return lambda seconds: load.measure(server, load.Load(address, script), seconds).rate


def sample(server, count):
    return random.sample(server.ids, min(count, len(server.ids)))


def deep_cursor(server):
    """Goes through nine tenths of all pages."""
    cursor = ""
    for _ in range(max(1, len(server.ids) * 9 // 1000)):
        page = server.call("GET", "/images?limit=100" + cursor)
        cursor = "&cursor=" + page["next_cursor"]
    return page["next_cursor"]


def delete(server):
    random.shuffle(server.ids)
    gone = [server.ids.pop() for _ in range(min(DELETES, len(server.ids) // 10))]
    began = time.monotonic()
    answers = server.calls([("DELETE", "/images/" + image, None, {}) for image in gone])
    seconds = time.monotonic() - began
    if any(status != 200 for status, _ in answers):
        raise SystemExit("A deletion was refused: %r" % (answers,))
    return len(gone) / seconds


def multiply(data, count):
    """
    Copies the one picture of a stopped server: the older copies have earlier times. Half of them belong to `bench`, the
    others to a thousand users; every other one of either has the tag. Gives the ids of all.
    """
    blobs = os.path.join(data, "blobs")
    with contextlib.closing(sqlite3.connect(os.path.join(data, "catalog.db"))) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        image, tag = (dict(connection.execute("SELECT * FROM " + name).fetchone()) for name in ("image", "image_tag"))
        newest, source = image["created_at"], original(blobs, uuid.UUID(bytes=image["id"]))
        ids = [uuid.UUID(bytes=image["id"])]
        for number in range(1, count):
            created = newest - number
            ids.append(version_7(created))
            owner = "user-%d" % (number % 1000) if number % 2 else "bench"
            changed = dict(id=ids[-1].bytes, owner=owner, created_at=created)
            insert(connection, "image", dict(image, updated_at=created, **changed))
            if number % 4 < 2:
                insert(connection, "image_tag", dict(tag, **changed))
            source = link(blobs, source, ids[-1], number)
        connection.execute("DELETE FROM usage")
        connection.execute("INSERT INTO usage (owner, bytes) SELECT owner, sum(size_bytes) FROM image GROUP BY owner")
        connection.commit()
    return list(map(str, ids))


def insert(connection, table, row):
    connection.execute("INSERT INTO %s (%s) VALUES (%s)" % (table, ",".join(row), ",".join("?" * len(row))), list(row.values()))


def version_7(millis):
    """RFC 9562, section 5.7: the first 48 bits are the time."""
    random_bits = uuid.uuid4().int & ((1 << 80) - 1) & ~(0xF << 76) & ~(3 << 62)
    return uuid.UUID(int=millis << 80 | random_bits | 7 << 76 | 2 << 62)


def original(blobs, image):
    return os.path.join(blobs, str(image)[-2:], str(image), "original.jpg")


def link(blobs, source, image, number):
    """Gives the picture a file, as one more name of an existing one. Gives the file for the next picture."""
    file = original(blobs, image)
    try:
        os.mkdir(os.path.dirname(file))
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file))
    if number % LINKS_OF_A_FILE:
        os.link(source, file)
        return source
    shutil.copyfile(source, file)
    return file
