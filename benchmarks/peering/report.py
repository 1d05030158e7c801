"""Tables, and benchmarks/results.md."""
import datetime, os, platform, re, shutil, subprocess, sys
from peering import servers

RESULTS = os.path.join(servers.ROOT, "benchmarks", "results.md")
BEGIN, END = "<!-- benchmarks/peers: begin -->", "<!-- benchmarks/peers: end -->"


class Table:
    """`keys` is how many of the first cells name a row."""

    def __init__(self, title, header, keys=1):
        self.title = title
        self.header = header
        self.keys = keys
        self.lines = []

    def add(self, *cells):
        self.lines.append("| %s |" % " | ".join(map(str, cells)))
        print(self.lines[-1], file=sys.stderr, flush=True)

    def text(self):
        rule = "|" + "---|" * len(self.header)
        return "\n".join(["### " + self.title, "", "| %s |" % " | ".join(self.header), rule, *self.lines, ""])

    def keep(self, written):
        """Adds the rows of the table in a written text that were not measured again."""
        found = re.search(r"^### %s\n\n\| (.*) \|\n.*\n((?:\|.*\n)*)" % re.escape(self.title), written, re.MULTILINE)
        if found and not self.lines:
            self.header = found.group(1).split(" | ")
        before = found.group(2).splitlines() if found else []
        after = {self.key(line): line for line in self.lines}
        self.lines = [after.pop(self.key(line), line) for line in before] + list(after.values())

    def key(self, line):
        return tuple(line.split(" | ")[:self.keys])


def wanted(*bounds):
    """The cell for bounds, each a text and whether it is met."""
    return "; ".join(text + (", met" if met else ", **not met**") for text, met in bounds)


def rate(value):
    return format(value, ",.0f") if value >= 10 else "%.1f" % value


def write(tables, plot, complete, options):
    """Replaces what is between the two lines. Of a run with --only, what it did not measure stays."""
    text = servers.read(RESULTS)
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    if not complete:
        for table in tables:
            table.keep(text[begin:end])
    date = datetime.date.today().strftime("%-d %B %Y")
    head = "Seen on %s%s. %s\n" % (date, "" if complete else ", some rows earlier", machine(options))
    image = "![Rate and 99th percentile for 1 to 256 clients](%s)\n" % os.path.basename(plot)
    parts = [head, *(table.text() for table in tables if table.lines), image if os.path.exists(plot) else ""]
    with open(RESULTS, "w") as file:
        file.write(text[:begin] + "\n" + "\n".join(parts).strip() + "\n" + text[end:])


def machine(options):
    model = re.search(r"model name\s*: (.*)", servers.read("/proc/cpuinfo")).group(1).strip()
    memory = int(re.search(r"MemTotal:\s+(\d+)", servers.read("/proc/meminfo")).group(1)) * 1024 / 1e9
    file_system = said("df", "--output=fstype", servers.ROOT).split()[-1]
    jdk = re.search(r'JAVA_VERSION="([^"]+)"', servers.read(os.path.join(servers.java_home(), "release"))).group(1)
    dynamodb = re.search(r"<dynamodb-local.version>(.*?)<", servers.read(os.path.join(servers.ROOT, "pom.xml"))).group(1)
    return ("%s, %d cores, %.0f GB of memory, Linux %s, file system %s, JDK %s. PocketBase %s, nginx %s, libvips %s, "
            "versitygw %s, DynamoDB Local %s, wrk %s." % (
                model, os.cpu_count(), memory, platform.release(), file_system, jdk,
                module_version(options.pocketbase, "github.com/pocketbase/pocketbase"), number(said("nginx", "-v")),
                number(said("vipsthumbnail", "--version")), module_version(options.versitygw, "github.com/versity/versitygw"),
                dynamodb, number(said("wrk", "-v"))))


def said(*command):
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.strip()


def number(text):
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group(0) if found else "(not there)"


def module_version(program, module):
    """The version that Go writes into what it builds."""
    if not program:
        return "(not there)"
    with open(program, "rb") as file:
        found = re.search(re.escape(module.encode()) + rb"\t(v[\w.+-]+)", file.read())
    return found.group(1).decode() if found else "of an unknown version"
