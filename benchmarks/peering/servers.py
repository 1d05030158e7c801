"""The servers that are compared. Each runs on loopback, in a folder of its own, and stops when its `with` block ends."""
import concurrent.futures, contextlib, http.client, json, os, re, shutil, signal, socket, subprocess, tempfile, threading, time
import urllib.parse
from peering import load

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
JAR = os.path.join(ROOT, "bootstrap", "target", "launcher", "darkroom.jar")
PICTURES = "/usr/share/wallpapers/%s/contents/images/%s.jpg"
SMALL = PICTURES % ("Kite", "2560x1600")
LARGE = PICTURES % ("Volna", "5120x2880")
OWN_VARIABLES = ("DARKROOM_", "AWS_", "S3_", "DYNAMODB_", "OTEL_")
ACCESS_KEY, SECRET_KEY, REGION, BUCKET = "bench", "benchmark-only", "us-east-1", "pictures"
JSON = {"Content-Type": "application/json"}


class Server:
    """A process with its children. `command` may contain {port}."""

    name = ready_path = None

    def __init__(self, folder, command, environment=None):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.address = "http://127.0.0.1:%d" % self.port
        self.command = [part.replace("{port}", str(self.port)) for part in command]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
        self.environment.update(environment or {})

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.most_mb = 0
        with open(os.path.join(self.folder, "log"), "a") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log)
        try:
            self.await_ready()
        except BaseException:
            self.stop()
            raise
        self.seconds_to_ready, self.cpu_to_ready = time.monotonic() - began, self.cpu()
        threading.Thread(target=self.watch, args=(self.process,), daemon=True).start()

    def await_ready(self):
        for _ in range(24_000):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", self.ready_path)
                if self.is_ready(connection.getresponse().status):
                    return
            time.sleep(0.005)
        raise SystemExit("%s did not start:\n%s" % (self.name, open(os.path.join(self.folder, "log")).read()[-2000:]))

    def is_ready(self, status):
        return status == 200

    def stop(self):
        self.resume()
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        for pid in self.processes() if self.process.poll() is None else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def processes(self):
        found, rest = [], [self.process.pid]
        while rest:
            pid = rest.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in os.listdir("/proc/%d/task" % pid):
                    rest += map(int, read("/proc/%d/task/%s/children" % (pid, task)).split())
        return found

    def cpu(self):
        """Seconds of the process tree, with the children that have ended."""
        return sum(sum(times(pid)) for pid in self.processes())

    def own_cpu(self):
        """Seconds of the process without its children."""
        return times(self.process.pid)[0]

    def watch(self, process):
        """Keeps the most memory (PSS of the process tree) that is seen."""
        while process.poll() is None:
            kilobytes = 0
            for pid in self.processes():
                with contextlib.suppress(OSError, AttributeError):
                    kilobytes += int(re.search(r"\nPss:\s+(\d+)", read("/proc/%d/smaps_rollup" % pid)).group(1))
            self.most_mb = max(self.most_mb, round(kilobytes * 1024 / 1e6))
            time.sleep(0.3)

    def settle(self):
        """Waits until the server has no work left, for two minutes at most."""
        for _ in range(120):
            before = self.cpu()
            time.sleep(1)
            if self.cpu() - before < 0.05:
                return

    def call(self, method, path, body=None, headers=None):
        [(status, answer)] = self.calls([(method, path, body, headers or {})], 1)
        if status not in (200, 201):
            raise SystemExit("%s: %s %s: %d %s" % (self.name, method, path, status, answer[:500]))
        return json.loads(answer)

    def calls(self, requests, clients=load.CLIENTS):
        """Sends each (method, path, body, headers) once; gives (status, body) of each, in order."""
        local = threading.local()

        def one(request):
            if not hasattr(local, "connection"):
                local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
            local.connection.request(*request)
            answer = local.connection.getresponse()
            return answer.status, answer.read()
        with concurrent.futures.ThreadPoolExecutor(clients) as threads:
            return list(threads.map(one, requests))

    def prepare(self, operation):
        """For subclasses: sees to it that the operation finds something."""

    def tidy(self):
        """For subclasses: removes what a measurement left, where the server does not need it."""

    def seed(self, path, images):
        kind, body = load.form(SMALL)
        answers = self.calls([("POST", path, body, {"Content-Type": kind})] * images)
        if any(status not in (200, 201) for status, _ in answers):
            raise SystemExit("%s refuses an upload: %r" % (self.name, answers[0]))
        self.settle()
        return json.loads(answers[0][1])


class Darkroom(Server):
    name = "Darkroom"
    ready_path = "/health/ready"

    def __init__(self, folder, java_options="", **environment):
        # The log is in the folder, the data below it.
        self.data = os.path.join(folder, "data")
        super().__init__(folder, [os.path.join(ROOT, "darkroom")], {
            "DARKROOM_STORAGE": "local", "DARKROOM_DATA_DIR": self.data, "DARKROOM_JAVA_OPTS": java_options, **environment})
        self.environment["PORT"] = str(self.port)

    def prepare(self, operation):
        self.image = self.seed("/upload", 500 if operation.startswith("list") else 1)["image_id"]

    def load(self, operation):
        if operation.startswith("upload"):
            return load.Load(self.address + "/upload", load.upload(picture(operation)))
        if operation == "download 0.5 MB":
            return load.Load(self.signed_url(self.image))
        if operation == "stored 320 px rendition":
            return load.Load(self.signed_url(self.image, "&rendition=small"))
        return load.Load(self.address + {
            "view": "/images/" + self.image, "list 50": "/images?limit=50",
            "list 50 by user": "/images?limit=50&user_id=bench"}[operation])

    def signed_url(self, image, more=""):
        return self.call("GET", "/images/%s?expires_in=86400%s" % (image, more))["url"]

    def upload(self, file):
        kind, body = load.form(file)
        return self.call("POST", "/upload", body, {"Content-Type": kind})["image_id"]


class PocketBase(Server):
    name = "PocketBase"
    ready_path = "/api/health"
    records = "/api/collections/images/records"

    def __init__(self, folder, program):
        data = ["--dir", os.path.join(folder, "data")]
        super().__init__(folder, [program, "serve", "--http", "127.0.0.1:{port}", *data])
        subprocess.run([program, "superuser", "upsert", "bench@example.com", "benchmark-only", *data], check=True,
                       stdout=subprocess.DEVNULL)

    def make_collection(self):
        token = self.call("POST", "/api/collections/_superusers/auth-with-password", json.dumps(
            {"identity": "bench@example.com", "password": "benchmark-only"}), JSON)["token"]
        self.call("POST", "/api/collections", json.dumps({
            "name": "images", "type": "base", "listRule": "", "viewRule": "", "createRule": "",
            "fields": [{"name": "user_id", "type": "text"},
                       {"name": "file", "type": "file", "maxSelect": 1, "maxSize": 50 << 20, "mimeTypes": ["image/jpeg"],
                        "thumbs": ["320x0"]},
                       {"name": "created", "type": "autodate", "onCreate": True}],
            "indexes": ["CREATE INDEX images_recent ON images (created)",
                        "CREATE INDEX images_of_user ON images (user_id, created)"]}), dict(JSON, Authorization=token))

    def prepare(self, operation):
        self.make_collection()
        self.record = self.seed(self.records, 500 if operation.startswith("list") else 1)

    def load(self, operation):
        if operation.startswith("upload"):
            return load.Load(self.address + self.records, load.upload(picture(operation)))
        file = "%s/api/files/images/%s/%s" % (self.address, self.record["id"], self.record["file"])
        page = self.address + self.records + "?perPage=50&sort=-created&skipTotal=1"
        return load.Load({
            "view": self.address + self.records + "/" + self.record["id"], "list 50": page,
            "list 50 by user": page + "&filter=" + urllib.parse.quote("(user_id='bench')"),
            "download 0.5 MB": file, "stored 320 px rendition": file + "?thumb=320x0"}[operation])


class Nginx(Server):
    """Takes PUT by WebDAV and serves files."""

    name = "nginx"
    ready_path = "/picture.jpg"

    def __init__(self, folder):
        configuration = os.path.join(folder, "nginx.conf")
        super().__init__(folder, ["nginx", "-c", configuration, "-e", folder + "/error.log"])
        for name in ("files/put", "tmp"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        shutil.copy(SMALL, os.path.join(folder, "files", "picture.jpg"))
        with open(configuration, "w") as file:
            file.write("""
                daemon off; pid %(folder)s/pid; worker_processes auto; %(user)s
                events { worker_connections 1024; }
                http {
                  access_log %(folder)s/access.log; client_body_temp_path %(folder)s/tmp; client_max_body_size 1g;
                  sendfile on; types { image/jpeg jpg; }
                  server { listen 127.0.0.1:%(port)d; root %(folder)s/files; location /put/ { dav_methods PUT; } }
                }""" % dict(folder=folder, port=self.port, user="user root;" if os.geteuid() == 0 else ""))

    def tidy(self):
        subprocess.run(["find", os.path.join(self.folder, "files", "put"), "-type", "f", "-delete"], check=True)

    def load(self, operation):
        if operation.startswith("upload"):
            return load.Load(self.address, load.put(picture(operation), "/put/"))
        return load.Load(self.address + "/picture.jpg")


class BareRoute(Server):
    """One route of Javalin that answers the bytes of a view."""

    name = "bare Javalin route"
    ready_path = "/"

    def __init__(self, folder, view):
        os.makedirs(folder, exist_ok=True)
        answer = os.path.join(folder, "view.json")
        with open(answer, "w") as file:
            json.dump(view, file, separators=(",", ":"))
        super().__init__(folder, [os.path.join(java_home(), "bin", "java"), "-cp", JAR,
                                  os.path.join(ROOT, "benchmarks", "BareRoute.java"), "{port}", answer, "application/json"])

    def load(self, operation):
        return load.Load(self.address + "/")


class VersityGw(Server):
    name = "versitygw"
    ready_path = "/"

    def __init__(self, folder, program):
        os.makedirs(os.path.join(folder, "objects"), exist_ok=True)
        super().__init__(folder, [program, "--access", ACCESS_KEY, "--secret", SECRET_KEY, "--region", REGION, "--port",
                                  "127.0.0.1:{port}", "--keep-alive", "--quiet", "posix", os.path.join(folder, "objects")])

    def is_ready(self, status):
        return status < 500

    def load(self, operation):
        paths = [load.presigned("PUT", self.address, "/%s/bench/%d" % (BUCKET, number), ACCESS_KEY, SECRET_KEY, REGION)
                 for number in range(10_000)]
        return load.Load(self.address, load.random_paths(self.folder, "put", paths, "PUT", picture(operation)))


class DynamoDbLocal(Server):
    name = "DynamoDB Local"
    ready_path = "/"

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        class_path = os.path.join(folder, "class-path")
        subprocess.run(["mvn", "-q", "-B", "-Dstyle.color=never", "-f", os.path.join(ROOT, "benchmarks", "peering", "pom.xml"),
                        "dependency:build-classpath", "-Dmdep.outputFile=" + class_path], check=True, stdout=subprocess.DEVNULL)
        super().__init__(folder, [os.path.join(java_home(), "bin", "java"), "-Xmx512m", "-cp", read(class_path),
                                  os.path.join(ROOT, "benchmarks", "DynamoDbLocal.java"), "{port}"])

    def is_ready(self, status):
        return True


class DarkroomOnS3(Darkroom):
    name = "Darkroom on S3"

    def __init__(self, folder, s3, dynamodb):
        super().__init__(
            folder, DARKROOM_STORAGE="aws", AWS_REGION=REGION, S3_BUCKET_NAME=BUCKET, DYNAMODB_TABLE_NAME=BUCKET,
            AWS_ENDPOINT_URL_S3=s3.address, AWS_ENDPOINT_URL_DYNAMODB=dynamodb.address, AWS_ACCESS_KEY_ID=ACCESS_KEY,
            AWS_SECRET_ACCESS_KEY=SECRET_KEY)
        subprocess.run([*self.command, "provision"], env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def alone(server, servers):
    """The others do not run meanwhile, so no work that they put off disturbs the server."""
    for other in servers:
        if other is not server:
            other.pause()
    os.sync()
    try:
        yield
    finally:
        server.tidy()
        for other in servers:
            other.resume()


@contextlib.contextmanager
def folder(work):
    """A new folder in another one, removed in the end. `rm` removes a million files faster than Python does."""
    path = tempfile.mkdtemp(dir=work)
    try:
        yield path
    finally:
        subprocess.run(["rm", "-rf", path], check=True)


def picture(operation):
    return LARGE if "4.6 MB" in operation else SMALL


def times(pid):
    """Seconds of CPU: of the process, and of its children that have ended."""
    try:
        fields = read("/proc/%d/stat" % pid).rsplit(")", 1)[1].split()
    except OSError:
        return 0, 0
    own, children = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return own / os.sysconf("SC_CLK_TCK"), children / os.sysconf("SC_CLK_TCK")


def read(path):
    with open(path) as file:
        return file.read()


def java_home():
    """The JDK that ./darkroom finds."""
    homes = [os.environ.get("JAVA_HOME", "")] + sorted(
        os.path.join("/usr/lib/jvm", name) for name in os.listdir("/usr/lib/jvm"))
    for home in homes:
        with contextlib.suppress(OSError):
            if 'JAVA_VERSION="25' in read(os.path.join(home, "release")):
                return home
    raise SystemExit("There is no JDK 25 in JAVA_HOME or /usr/lib/jvm.")


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]
