"""Load by wrk: the scripts, a measurement, and the same at half of the maximum rate."""
import dataclasses, datetime, hashlib, hmac, json, os, re, subprocess, tempfile, urllib.parse, uuid

CLIENTS = 16
BOUNDARY = "----darkroom0123456789"
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}

# Each thread draws random numbers of its own.
PRELUDE = """
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end
function init(arguments) math.randomseed(os.time() + 7919 * number) end
"""
# Milliseconds between an answer and the next request of a connection: evenly distributed, rounded up or down by chance.
PACE = "function delay() return math.floor(%f * 2 * math.random() + math.random()) end\n"


@dataclasses.dataclass
class Load:
    url: str
    script: str = ""


@dataclasses.dataclass
class Figures:
    """Operations a second, milliseconds of CPU for one, and milliseconds within which 50 % and 99 % were answered."""
    rate: float
    cpu: float
    p50: float
    p99: float


def measure(server, load, seconds, clients=CLIENTS, pace=None):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(PRELUDE + load.script + ("" if pace is None else PACE % pace))
        script.flush()
        before = server.cpu()
        out = subprocess.run(
            ["wrk", "-t%d" % min(2, clients), "-c%d" % clients, "-d%ds" % seconds, "--latency", "--timeout", "30s", "-s",
             script.name, load.url], capture_output=True, text=True, check=True).stdout
        cpu = server.cpu() - before
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit("%s, %s: %s" % (server.name, load.url, out))
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    return Figures(float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), cpu / max(1, requests) * 1000,
                   percentile(out, 50), percentile(out, 99))


def at_half(server, load, rate, seconds):
    """The same at half of this rate. Two runs correct the pauses first, because an answer takes time too."""
    wanted = 2 * CLIENTS * 1000 / rate
    pace = wanted
    for _ in range(2):
        pace = max(0, pace + wanted - CLIENTS * 1000 / measure(server, load, seconds, pace=pace).rate)
    return measure(server, load, seconds, pace=pace)


def percentile(out, percent):
    value, unit = re.search(r"\b%d%%\s+([\d.]+)(us|ms|s|m)" % percent, out).groups()
    return float(value) * MILLISECONDS[unit]


def form(picture, user="bench"):
    """The content type and the bytes of an upload."""
    part = '--%s\r\nContent-Disposition: form-data; name=' % BOUNDARY
    head = part + '"user_id"\r\n\r\n%s\r\n' % user + part + '"file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    with open(picture, "rb") as file:
        return "multipart/form-data; boundary=" + BOUNDARY, head.encode() + file.read() + ("\r\n--%s--\r\n" % BOUNDARY).encode()


def upload(picture):
    """wrk's script for a form: the picture is between two strings, so that it needs no copy on the disk."""
    kind, body = form(picture)
    with open(picture, "rb") as file:
        head, tail = (text.decode() for text in body.split(file.read()))
    return 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "%s"\nwrk.body = %s .. %s .. %s\n' % (
        kind, json.dumps(head), contents(picture), json.dumps(tail))


def put(picture, folder):
    """A new file with each request."""
    return """
        local body, count = %s, 0
        function request()
          count = count + 1
          return wrk.format("PUT", "%s%s-" .. number .. "-" .. count, nil, body)
        end
        """ % (contents(picture), folder, uuid.uuid4())


def random_paths(folder, name, paths, method="GET", picture=None):
    file = os.path.join(folder, name + ".paths")
    with open(file, "w") as lines:
        lines.write("\n".join(paths))
    return """
        local body, paths = %s, {}
        for path in io.lines("%s") do paths[#paths + 1] = path end
        function request() return wrk.format("%s", paths[math.random(#paths)], nil, body) end
        """ % (contents(picture) if picture else "nil", file, method)


def contents(picture):
    return 'io.open("%s", "rb"):read("*a")' % picture


def presigned(method, address, path, access_key, secret_key, region):
    """The path with a signature of version 4 in its query, for a day."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = "%s/%s/s3/aws4_request" % (now[:8], region)
    query = urllib.parse.urlencode(sorted({
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": access_key + "/" + scope, "X-Amz-Date": now,
        "X-Amz-Expires": "86400", "X-Amz-SignedHeaders": "host"}.items()), quote_via=urllib.parse.quote, safe="")
    host = urllib.parse.urlsplit(address).netloc
    request = "\n".join([method, path, query, "host:" + host, "", "host", "UNSIGNED-PAYLOAD"])
    key = ("AWS4" + secret_key).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
    return "%s?%s&X-Amz-Signature=%s" % (path, query, hmac.digest(key, text.encode(), "sha256").hex())
