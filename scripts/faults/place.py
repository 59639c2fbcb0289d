"""A workspace to break, the service in another process, and what came to the service."""

import http.client
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.parse


class Broken(Exception):
    """A promise that did not hold."""


def holder(fields):
    """Who holds a password where."""
    return tuple(fields.get(name) or "" for name in ("buildingId", "code", "doorType", "door", "authoredMobile"))


class Recorder(http.server.BaseHTTPRequestHandler):
    """Stands before the service and writes down every request and every answer."""

    protocol_version = "HTTP/1.1"
    service = None
    received = []
    answered = {}
    #: Every password that the service was given: by which request, for whom at which door, which.
    given = []
    #: What earlier cases had in their logs: some of it may come late, after its sender was killed.
    earlier = set()
    local = threading.local()

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            # Its sender was killed between head and body: no service takes that for a request.
            self.close_connection = True
            return
        fields = dict(urllib.parse.parse_qsl(body.decode()))
        nonstr = fields.get("nonstr")
        Recorder.received.append(nonstr)
        if not hasattr(self.local, "line"):
            self.local.line = http.client.HTTPConnection(*Recorder.service)
        self.local.line.request("POST", self.path, body, {"Content-Type": self.headers["Content-Type"]})
        answer = self.local.line.getresponse()
        content = answer.read()
        if "password" in fields:
            Recorder.given.append((nonstr, holder(fields), fields["password"]))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("date", "server", "connection", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
            Recorder.answered[nonstr] = time.monotonic()
        except OSError:
            self.close_connection = True

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Service(http.server.ThreadingHTTPServer):
    """Takes in as many connections at once as a run opens."""

    daemon_threads = True
    request_queue_size = 128


class Place:
    """A sandbox workspace that serves its service, and copies of it to run in."""

    def __init__(self, programs, doors):
        self.yeeuu = os.path.join(programs, "yeeuu")
        self.folder = tempfile.mkdtemp(prefix="yeeuu-fault-")
        self.master = os.path.join(self.folder, "master")
        self.server = None
        self.run(["init", "--sandbox", "--doors", str(doors), self.master], check=0)
        self.server = subprocess.Popen(
            [self.yeeuu, "sandbox", "serve", "--workspace", self.master],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment())
        url = urllib.parse.urlparse(self.server.stdout.readline().decode().strip())
        Recorder.service = (url.hostname, url.port)
        self.recorder = Service(("127.0.0.1", 0), Recorder)
        threading.Thread(target=self.recorder.serve_forever, daemon=True).start()
        self.target = "http://127.0.0.1:%d" % self.recorder.server_port

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        own = {k: v for k, v in os.environ.items() if not k.startswith("YEEUU_")}
        return own

    def run(self, arguments, check=None, prefix=(), **more):
        """Runs the program to its end."""
        environment = self.environment()
        if self.server:
            environment["YEEUU_TARGET"] = self.target
        done = subprocess.run(
            [*prefix, self.yeeuu, *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600, **more)
        if check is not None and done.returncode != check:
            raise Broken("%s ended with %d:\n%s%s" % (
                " ".join(arguments[:2]), done.returncode, done.stdout[-500:], done.stderr[-2000:]))
        return done

    def start(self, arguments):
        """Starts the program in the background."""
        environment = {**self.environment(), "YEEUU_TARGET": self.target}
        return subprocess.Popen(
            [self.yeeuu, *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def copy(self, where=None):
        """A fresh workspace with the same keys and grants."""
        case = where or os.path.join(self.folder, "case")
        if where is None:
            shutil.rmtree(case, ignore_errors=True)
        shutil.copytree(self.master, case, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("sandbox.sqlite*"))
        Recorder.received.clear()
        Recorder.answered.clear()
        Recorder.given.clear()
        return case

    def script(self, count, concurrency=1):
        """A script that gives so many people new passwords."""
        path = os.path.join(self.folder, "rotate-%d-%d.lua" % (count, concurrency))
        with open(path, "w") as file:
            file.write("""
                local all, some = yeeuu.grants{kind = "password"}, {}
                for index = 1, %d do some[index] = all[(index - 1) %% #all + 1] end
                yeeuu.each(some, {concurrency = %d}, function(grant)
                    grant:rotate_password{digits = 10}
                end)
            """ % (count, concurrency))
        return path

    def command(self, case, script):
        return ["run", "--workspace", case, "--yes", "--quiet", "--per-second", "0", script]


class Log:
    """A workspace's log, read by its documentation alone."""

    def __init__(self, case):
        folder = os.path.join(case, "log")
        entries = os.path.join(folder, "entries")
        data = b"".join(open(os.path.join(entries, n), "rb").read() for n in sorted(os.listdir(entries)))
        self.lines, self.torn = [], 0
        rest = data.split(b"\n")
        self.torn = len(rest.pop())
        for index, line in enumerate(rest):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not entry or entry.get("seq") != index:
                break
            self.lines.append(entry)
        heads = open(os.path.join(folder, "checkpoints"), "rb").read().split(b"\n")[:-1]
        self.signed = int(heads[-1].split()[0]) if heads else 0

    def intents(self):
        return {e["params"]["nonstr"]: e for e in self.lines if e["kind"] == "intent"}

    def unresolved(self):
        """How many intents of which nobody knows what became."""
        calls = {e["seq"]: e["call"] for e in self.lines if e["kind"] == "intent"}
        known = {e["ref"]: e["class"] for e in self.lines
                 if e.get("ref") in calls and e.get("class") not in (None, "unknown")}
        done = {calls[seq] for seq, word in known.items() if word == "ok" and calls[seq] != seq}
        return sum(1 for seq, call in calls.items() if seq not in known and call not in done)

    def open_intents(self):
        """Those without outcome, by the nonstr that was sent."""
        settled = {e["ref"] for e in self.lines if e["kind"] == "outcome"}
        return [n for n, e in self.intents().items() if e["seq"] not in settled]


def inspect(place, case, after):
    """Nothing left without its intent; verify says what the files say; the next run goes on."""
    log = Log(case)
    sent, known = set(Recorder.received), log.intents()
    lost = sent - set(known) - Recorder.earlier
    Recorder.earlier |= set(known)
    if lost:
        raise Broken("%s: %d requests left whose intents are not in the log" % (after, len(lost)))
    report = place.run(["log", "verify", "--workspace", case])
    said = dict(re.findall(r"^([a-z ]+): (\S+)$", report.stdout, re.M))
    want = {
        "entries hashed": len(log.lines), "newest signed size": log.signed,
        "unsigned tail": len(log.lines) - log.signed, "unresolved intents": log.unresolved()}
    for name, number in want.items():
        if said.get(name) != str(number):
            raise Broken("%s: verify says %s: %s; the files say %d\n%s%s" % (
                after, name, said.get(name), number, report.stdout, report.stderr))
    clean = len(log.lines) == log.signed and log.torn == 0
    if report.returncode not in ((0, 4) if clean else (4,)):
        raise Broken("%s: verify ended with %d\n%s%s" % (after, report.returncode, report.stdout, report.stderr))
    believed(place, case, after, known)
    size = len(log.lines)
    place.run(place.command(case, place.script(1)), check=0)
    place.run(["log", "verify", "--workspace", case], check=0)
    if len(Log(case).lines) < size + 4:
        raise Broken("%s: the next run wrote too little" % after)
    return log


def believed(place, case, after, known):
    """What the register calls confirmed the service holds; of what it does not know it has both passwords."""
    held = {who: password for nonstr, who, password in Recorder.given if nonstr in known}
    listed = place.run(
        ["grants", "list", "--workspace", case, "--json", "--reveal", "kind=password"], check=0)
    if "behind" in listed.stderr:
        raise Broken("%s: the register is behind with nobody at work: %s" % (after, listed.stderr))
    rows = {holder(row): row for row in map(json.loads, listed.stdout.splitlines())}
    for who, password in held.items():
        row = rows[who]
        keeps = [row["password"]] if row["confidence"] == "confirmed" else [row["password"], row["pending"]]
        if password not in keeps:
            raise Broken("%s: the register calls the password of %s %s, the lock holds another" % (
                after, "/".join(who), row["confidence"]))
