#!/usr/bin/env python3
"""Lets an old version of Darkroom write the data that UpgradeSuite opens. README.md says how it was run.

write.py folder COMMAND PICTURES OUT.zip             a data folder; the server is stopped
write.py killed COMMAND PICTURES OUT.zip             a data folder; the server is killed during uploads and deletions
write.py cloud COMMAND PICTURES OUT.zip S3 DYNAMODB  a table and a bucket of emulators at these endpoints

COMMAND starts the old version, for example ./darkroom. PICTURES is a folder with the pictures that are uploaded.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from email.utils import formatdate

BUCKET = "old-bucket"
TABLE = "old-table"
QUOTA = 10_000_000


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


HTTP = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))


def http(method, url, body=None, headers=None):
    """Returns status, headers and body of any response."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with HTTP.open(request, timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def png(width, height, seed):
    """A PNG without metadata, which is stored as it is."""
    rows = b"".join(
        b"\0" + b"".join(bytes((x * 255 // width, y * 255 // height, (x * y * seed) % 256)) for x in range(width))
        for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


class Server:
    """A running server of the old version."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            [command, "serve"], env={**os.environ, **environment, "PORT": "0"}, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.log = []
        for line in self.process.stdout:
            self.log.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise SystemExit("The server did not start: " + "".join(self.log))
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def call(self, method, target, body=None, headers=None, expect=None):
        status, response, data = http(method, self.address + target, body, headers)
        if expect and status != expect:
            raise SystemExit(f"{method} {target}: {status} {data[:500]}")
        return status, response, data

    def json(self, method, target, body=None, headers=None, expect=200):
        if isinstance(body, dict):
            headers = {"Content-Type": "application/json", **(headers or {})}
            body = json.dumps(body).encode()
        return json.loads(self.call(method, target, body, headers, expect)[2])

    def raw(self, user, picture, kind="image/png", headers=None, **fields):
        query = urllib.parse.urlencode({"user_id": user, **fields})
        return self.json("POST", "/upload?" + query, picture, {"Content-Type": kind, **(headers or {})}, 201)

    def form(self, filename, picture, **fields):
        boundary = "a-boundary-of-the-form"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in fields.items()]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
                     f'Content-Type: application/octet-stream\r\n\r\n'.encode() + picture + b"\r\n")
        return self.json("POST", "/upload", b"".join(parts) + f"--{boundary}--\r\n".encode(),
                         {"Content-Type": "multipart/form-data; boundary=" + boundary}, 201)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            raise SystemExit("The server did not stop cleanly")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)


def started(server, user, filename, kind, size, **fields):
    return server.json("POST", "/uploads",
                       {"user_id": user, "filename": filename, "content_type": kind, "size": size, **fields}, expect=201)


def put(upload, picture):
    headers = {name: value for name, value in upload["headers"].items() if name.lower() != "content-length"}
    status, _, data = http("PUT", upload["url"], picture, headers)
    if status not in (200, 204):
        raise SystemExit(f"PUT: {status} {data[:500]}")


def archive(folder, pictures):
    """An archive made by hand, so that images of other days are imported with their times."""
    images = [
        ("018df1b0-7800-7000-8000-00000000a001", "alice", "leap day.png", png(31, 17, 3), "2024-02-29T23:59:59.999Z"),
        ("019b7742-b000-7000-8000-00000000a002", "bob", "new year.png", png(17, 31, 5), "2026-01-01T00:00:00.000Z"),
        ("019b7742-b001-7000-8000-00000000a003", "alice", "new year.png", png(18, 30, 7), "2026-01-01T00:00:00.001Z"),
    ]
    lines = []
    for image_id, user, filename, data, created in images:
        path = os.path.join(folder, "originals", image_id[-2:], image_id + ".png")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        width, height = struct.unpack(">II", data[16:24])
        lines.append(json.dumps({
            "image_id": image_id, "user_id": user, "filename": filename, "content_type": "image/png",
            "size": len(data), "width": width, "height": height, "sha256": sha256(data), "title": None,
            "description": None, "tags": ["imported", "sea"], "visibility": "public" if user == "bob" else "private",
            "taken_at": None, "placeholder": None, "created_at": created, "updated_at": created, "version": 1}))
    with open(os.path.join(folder, "images.jsonl"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def fill(command, environment, pictures):
    """Writes one of everything and returns what the tests need to know about it."""
    facts = {"deleted": [], "renditions": [], "links": []}

    def picture(name):
        with open(os.path.join(pictures, name), "rb") as file:
            return file.read()

    with tempfile.TemporaryDirectory() as folder:
        archive(folder, pictures)
        subprocess.run([command, "import", folder], env={**os.environ, **environment}, check=True)

    # Without a quota: in DynamoDB, these images are not counted.
    server = Server(command, environment)
    kite = server.form("kite.jpg", picture("kite.jpg"), user_id="alice", title="Drachen am Meer 🪁",
                       description='First line\nsecond line with "quotes", <b>, \\ and ümläuts', tags="Sea, kite, größe",
                       visibility="public")
    star = server.raw("alice", png(90, 60, 1), filename="Stern ★ (1).png", description="to be removed")
    server.json("POST", "/upload", {
        "user_id": "alice", "filename": "dot.gif", "image": base64.b64encode(picture("dot.gif")).decode(),
        "tags": ["sea"]}, expect=201)
    wave = server.raw("bob", picture("wave.webp"), "image/webp", visibility="public", tags="sea", filename="wave.webp")
    server.raw("bob", picture("box.avif"), "image/avif", filename="box.avif")
    server.raw("bob", picture("box.heic"), "image/heic", visibility="public", tags="kite", filename="box.heic")
    server.raw("carol@example.org", picture("moving.webp"), "image/webp", visibility="public", filename="moving.webp")
    server.stop()

    # With a quota: these are counted when they are stored.
    server = Server(command, {**environment, "DARKROOM_USER_QUOTA_BYTES": str(QUOTA)})
    many = [server.raw("alice", png(20 + i, 10, i), filename=f"many-{i}.png", tags="many") for i in range(5)]
    key = {"user": "bob", "key": "upgrade-1", "query": "user_id=bob&filename=keyed.png&tags=keyed",
           "body": base64.b64encode(png(40, 40, 9)).decode()}
    key["answer"] = server.json("POST", "/upload?" + key["query"], base64.b64decode(key["body"]),
                                {"Content-Type": "image/png", "Idempotency-Key": key["key"]}, 201)
    facts["idempotency"] = key

    server.json("PATCH", "/images/" + star["image_id"], {"title": "A star", "tags": ["star", "sea"]})
    server.json("PATCH", "/images/" + star["image_id"], {"description": None, "visibility": "public"})
    server.json("PATCH", "/images/" + key["answer"]["image_id"], {"title": "edited after its upload"})

    gone = server.raw("alice", png(33, 33, 33), tags="many,sea", visibility="public")
    server.json("GET", f"/images/{gone['image_id']}")
    server.call("GET", f"/images/{gone['image_id']}/content?rendition=thumb", expect=302)
    server.json("DELETE", "/images/" + gone["image_id"])
    server.json("POST", "/images/delete", {"image_ids": [many[4]["image_id"]]})
    facts["deleted"] = [gone["image_id"], many[4]["image_id"]]

    body = png(50, 20, 21)
    completed = started(server, "alice", "direct.png", "image/png", len(body), tags=["direct"], title="Direct")
    put(completed, body)
    facts["completed"] = server.json("POST", f"/uploads/{completed['upload_id']}/complete", expect=201)
    sent, unsent = png(51, 20, 22), png(52, 20, 23)
    facts["sent"] = {"upload": started(server, "alice", "Gesendet ✓.png", "image/png", len(sent), tags=["direct"],
                                       title="Sent", visibility="public"),
                     "body": base64.b64encode(sent).decode()}
    put(facts["sent"]["upload"], sent)
    facts["unsent"] = {"upload": started(server, "bob", "unsent.png", "image/png", len(unsent)),
                       "body": base64.b64encode(unsent).decode()}
    cancelled = started(server, "bob", "cancelled.png", "image/png", 100)
    server.call("DELETE", "/uploads/" + cancelled["upload_id"], expect=204)
    facts["deleted"].append(cancelled["image_id"])

    server.call("GET", f"/images/{kite['image_id']}/content?rendition=small&format=webp", expect=302)
    for image, name in [(kite, "thumb"), (kite, "small"), (star, "thumb"), (wave, "medium")]:
        target = f"/images/{image['image_id']}/content?rendition={name}&format=jpeg"
        location = server.call("GET", target, expect=302)[1]["Location"]
        status, headers, data = http("GET", location)
        assert status == 200 and headers["Content-Type"] == "image/jpeg", data
        facts["renditions"].append({"target": target, "sha256": sha256(data)})
    for query in ["expires_in=604800", "expires_in=604800&download=true",
                  "expires_in=604800&download=" + urllib.parse.quote("Größe 🪁.jpg"), "expires_in=600"]:
        view = server.json("GET", f"/images/{kite['image_id']}?{query}")
        facts["links"].append({"url": relative(server, view["url"]), "expires_at": view["expires_at"],
                               "sha256": view["sha256"]})
    server.json("PATCH", "/images/" + kite["image_id"], {"tags": ["kite", "größe", "sea"]})
    facts["answers"] = answers(server)
    facts["written_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    server.stop()
    return facts


def relative(server, url):
    """A URL of this server without its address, which is another one next time."""
    return url.removeprefix(server.address)


def answers(server):
    """Every page of many lists, and every image, each as it was answered."""
    found = []

    def get(target):
        body = server.json("GET", target)
        # Signed anew for each answer; and what the installed renderer can make.
        for volatile in ("url", "expires_at", "renditions"):
            body.pop(volatile, None)
        found.append({"target": target, "body": body})
        return body

    everything = get("/images?limit=100")["items"]
    for query in ["order=asc", "user_id=alice", "user_id=bob&order=asc", "user_id=carol@example.org", "user_id=nobody",
                  "tag=sea", "tag=SEA&order=asc", "tag=" + urllib.parse.quote("größe"), "user_id=alice&tag=sea",
                  "visibility=public", "visibility=private", "user_id=alice&visibility=public",
                  "tag=sea&visibility=private", "content_type=image/png", "content_type=image/webp&user_id=bob",
                  "upload_date=2024-02-29", "created_before=2026-01-01T00:00:00.001Z",
                  "created_after=2026-01-01&order=asc&content_type=image/png", "tag=many", "tag=direct"]:
        for limit in (100, 2):
            target = f"/images?{query}&limit={limit}"
            body = get(target)
            while body["next_cursor"]:
                body = get(target + "&cursor=" + urllib.parse.quote(body["next_cursor"]))
    for image in everything:
        get("/images/" + image["image_id"])
    return found


def write_zip(out, facts, entries):
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive_file:
        for name, data in [("facts.json", json.dumps(facts, ensure_ascii=False, indent=1).encode()), *sorted(entries)]:
            archive_file.writestr(zipfile.ZipInfo(name, (2026, 11, 28, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def files(folder):
    for root, folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                yield "data/" + os.path.relpath(path, folder), file.read()
        if not folders and not names:
            yield "data/" + os.path.relpath(root, folder) + "/", b""


def folder(command, pictures, out):
    with tempfile.TemporaryDirectory() as temporary:
        data = os.path.join(temporary, "data")
        facts = fill(command, {"DARKROOM_DATA_DIR": data}, pictures)
        write_zip(out, facts, files(data))


def killed(command, _, out):
    """Repeats until the kill left a pending image with an object, and a deletion, unfinished."""
    for attempt in range(200):
        with tempfile.TemporaryDirectory() as temporary:
            data = os.path.join(temporary, "data")
            server = Server(command, {"DARKROOM_DATA_DIR": data})
            stored = [server.raw("alice", png(20, 10, i)) for i in range(12)]
            answered, deleted, asked = [], [], []

            def upload(number):
                for i in range(50):
                    try:
                        answered.append(server.raw("bob", png(20 + number, 10 + i, i)))
                    except OSError:
                        return

            def delete():
                for image in stored[:10]:
                    asked.append(image["image_id"])
                    try:
                        server.json("DELETE", "/images/" + image["image_id"])
                    except OSError:
                        return
                    deleted.append(image["image_id"])

            half = socket.create_connection(("127.0.0.1", server.port))
            half.sendall(b"POST /upload?user_id=carol HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\n"
                         b"Content-Length: 100000\r\n\r\n" + png(40, 40, 1))
            threads = [threading.Thread(target=upload, args=(i,)) for i in range(8)] + [threading.Thread(target=delete)]
            for thread in threads:
                thread.start()
            time.sleep(0.02 + attempt % 10 * 0.01)
            server.kill()
            for thread in threads:
                thread.join()
            half.close()
            copy = os.path.join(temporary, "copy")
            shutil.copytree(data, copy)
            with sqlite3.connect(os.path.join(copy, "catalog.db")) as catalog:
                rows = [(blob.hex(), state) for blob, state in catalog.execute("SELECT id, state FROM unfinished")]
            objects = " ".join(name.replace("-", "") for name, _ in files(os.path.join(data, "blobs")))
            pending = [row for row, state in rows if state == "pending" and row in objects]
            deleting = [row for row, state in rows if state == "deleting"]
            spooled = len(os.listdir(os.path.join(data, "spool")))
            print(f"attempt {attempt}: {len(answered)} answered, pending {len(pending)}, deleting {len(deleting)}, "
                  f"spool {spooled}", flush=True)
            if pending and deleting and spooled and deleted and len(answered) >= 5:
                facts = {"written_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                         "stored": [image for image in stored if image["image_id"] not in asked] + answered,
                         "deleted": deleted, "pending": len(rows) - len(deleting), "deleting": len(deleting)}
                write_zip(out, facts, files(data))
                return
    raise SystemExit("No kill left both")


def dynamodb(endpoint, operation, **request):
    status, _, data = http("POST", endpoint, json.dumps(request).encode(), {
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810." + operation,
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261128/ap-south-1/dynamodb/aws4_request, "
                         "SignedHeaders=host, Signature=0"})
    if status != 200:
        raise SystemExit(f"{operation}: {status} {data}")
    return json.loads(data)


def s3(endpoint, path, query=""):
    """A GET with the signature of version 2, which needs no canonical request."""
    date = formatdate(usegmt=True)
    signature = base64.b64encode(hmac.digest(b"test", f"GET\n\n\n{date}\n{path}".encode(), "sha1")).decode()
    status, headers, data = http("GET", endpoint + path + query, headers={
        "Date": date, "Authorization": "AWS test:" + signature})
    if status != 200:
        raise SystemExit(f"{path}: {status} {data}")
    return headers, data


def cloud(command, pictures, out, s3_endpoint, dynamodb_endpoint):
    environment = {
        "DARKROOM_STORAGE": "aws", "AWS_REGION": "ap-south-1", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL_S3": s3_endpoint,
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_endpoint, "S3_BUCKET_NAME": BUCKET, "DYNAMODB_TABLE_NAME": TABLE}
    subprocess.run([command, "provision"], env={**os.environ, **environment}, check=True)
    facts = fill(command, environment, pictures)
    table = dynamodb(dynamodb_endpoint, "DescribeTable", TableName=TABLE)["Table"]
    facts["table"] = {name: table[name] for name in ("AttributeDefinitions", "KeySchema")}
    facts["table"]["GlobalSecondaryIndexes"] = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in table["GlobalSecondaryIndexes"]]
    facts["table"]["BillingMode"] = table["BillingModeSummary"]["BillingMode"]
    facts["table"]["DeletionProtectionEnabled"] = table.get("DeletionProtectionEnabled", False)
    facts["time_to_live"] = dynamodb(
        dynamodb_endpoint, "DescribeTimeToLive", TableName=TABLE)["TimeToLiveDescription"]["AttributeName"]
    scan = dynamodb(dynamodb_endpoint, "Scan", TableName=TABLE, ConsistentRead=True)
    assert "LastEvaluatedKey" not in scan
    facts["items"] = sorted(scan["Items"], key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
    listing = s3(s3_endpoint, "/" + BUCKET, "?list-type=2")[1].decode()
    assert "<IsTruncated>false" in listing
    facts["objects"], entries = [], []
    for object_key in sorted(re.findall("<Key>([^<]+)</Key>", listing)):
        headers, data = s3(s3_endpoint, f"/{BUCKET}/{object_key}")
        facts["objects"].append({
            "key": object_key, "content_type": headers["Content-Type"], "cache_control": headers["Cache-Control"],
            "metadata": {name[11:].lower(): value for name, value in headers.items()
                         if name.lower().startswith("x-amz-meta-")}})
        entries.append(("objects/" + object_key, data))
    write_zip(out, facts, entries)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    {"folder": folder, "killed": killed, "cloud": cloud}[sys.argv[1]](*sys.argv[2:])
