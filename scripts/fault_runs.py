"""The campaign of scripts/fault-runs: what it does, rotation by rotation, and what it checks."""

import argparse
import collections
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

SCRIPT = """
local rows = yeeuu.csv.read("chosen.csv")
yeeuu.each(rows, function(row)
  local door = yeeuu.door {
    buildingId = row.buildingId, code = row.code, doorType = row.doorType, door = row.door,
  }
  for _, grant in ipairs(door:passwords()) do grant:rotate_password {} end
  if row.open == "yes" then door:remote_action { operator = "13900000009" } end
end)
"""

# What a run may end with: done, some failed, a bound, some unknown, interrupted; or killed (a Ctrl-C
# before the program has opened its workspace is no more than that).
ENDS = {0, 1, 5, 6, 130, -signal.SIGKILL, -signal.SIGINT}
SETTLED = {0, 6}


class Broken(Exception):
    """A promise that was not kept."""


def fault_lines(chance, strategy):
    """Between two and five of the service's ways to misbehave."""
    share = lambda most: f"{chance.uniform(0.005, most):.3f}"
    kinds = [
        lambda: f"latency:{chance.randint(1, 25)},jitter={chance.randint(1, 60)}",
        lambda: f"slow:{chance.randint(5, 40)},probability=0.5",
        lambda: f"cut-before:{share(0.06)}",
        lambda: f"cut-after:{share(0.08)}",
        lambda: f"cut-after:operation=generate_password,after={chance.randint(0, 150)},first=4",
        lambda: f"http-500:{share(0.05)}",
        lambda: f"http-502:{share(0.05)},done=true",
        lambda: f"http-429:retry-after=1,probability={share(0.02)}",
        lambda: f"http-503:retry-after=1,probability={share(0.02)}",
        lambda: f"offline:building=B00{chance.randint(1, 3)}",
        lambda: f"lock-offline:{share(0.04)}",
        lambda: f"time-out:{share(0.03)}",
        lambda: f"refuse:门锁忙,probability={share(0.05)}",
        lambda: f"garbage:{share(0.05)}",
        lambda: f"html:{share(0.05)}",
        lambda: f"oversized:2000000,probability={share(0.02)}",
        lambda: f"redirect:{share(0.04)}",
    ]
    lines = [kinds[0]()] + [kind() for kind in chance.sample(kinds[1:], chance.randint(1, 4))]
    if strategy == "replace" and chance.random() < 0.02:
        lines.append(f"cut-before:after={chance.randint(0, 100)},first=30")
    return lines


class Place:
    """A sandbox workspace, the service in a process of its own, and what both hold."""

    def __init__(self, options, number, chance):
        self.program = options.program
        self.chance = chance
        self.folder = tempfile.mkdtemp(prefix="fault-runs-")
        self.workspace = os.path.join(self.folder, "workspace")
        # Some locks refuse a second password: there the old one is removed first.
        self.strategy = "remove-then-set" if number % 4 == 3 else "replace"
        self.server = None
        self.max_failures = "100%"
        self.errors = open(os.path.join(self.folder, "errors"), "w+")
        self.run("init", "--sandbox", self.workspace, "--doors", str(options.doors * 5 // 4))
        self.doors = [json.loads(line) for line in self.run("doors", "list", "--json")]

    def environment(self):
        own = {k: v for k, v in os.environ.items() if not k.startswith("YEEUU_")}
        own["YEEUU_WORKSPACE"] = self.workspace
        own["YEEUU_ROTATION"] = self.strategy
        own["YEEUU_POLICY_MAX_FAILURES"] = self.max_failures
        own["YEEUU_POLICY_ALLOW"] = "generate_password,remove_password,remote_action"
        if self.server:
            own["YEEUU_TARGET"] = self.target
        return own

    def serve(self):
        overlap = "overwrite" if self.strategy == "replace" else "refuse"
        self.server = subprocess.Popen(
            [self.program, "sandbox", "serve", "--overlap", overlap],
            env={**self.environment(), "YEEUU_WORKSPACE": self.workspace},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.target = self.server.stdout.readline().strip()
        if not self.target.startswith("http"):
            raise Broken("the sandbox does not serve")

    def close(self, keep):
        if self.server:
            self.server.terminate()
            self.server.wait()
        self.errors.close()
        if keep:
            print(f"kept {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments):
        """A command that has to end well; its lines of standard output."""
        done = subprocess.run([self.program, *arguments], cwd=self.folder, text=True,
                              env=self.environment() if os.path.isdir(self.workspace) else None,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise Broken(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return done.stdout.splitlines()

    def start(self, arguments, errors):
        return subprocess.Popen([self.program, *arguments], cwd=self.folder,
                                env=self.environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=errors)

    def faults(self, lines):
        body = "".join(line + "\n" for line in lines).encode()
        request = urllib.request.Request(f"{self.target}/sandbox/faults", body, method="PUT")
        urllib.request.urlopen(request).read()

    def get(self, name):
        text = urllib.request.urlopen(f"{self.target}/sandbox/{name}").read().decode()
        return [json.loads(line) for line in text.splitlines()]

    def held(self):
        """What the service holds: the whole grant by (door, kind, person)."""
        before = None
        while True:  # What was on its way when the program was killed may still arrive.
            now = {identity(line): terms(line) for line in self.get("state")
                   if line["kind"] != "door"}
            if now == before:
                return now
            before = now
            time.sleep(0.15)

    def believed(self):
        """What the register says, all states."""
        lines = self.run("grants", "list", "all=true", "state=any", "--json", "--reveal")
        return {identity(line): line for line in map(json.loads, lines)}

    def live_runs(self):
        runs = map(json.loads, self.run("runs", "list", "--json"))
        return [run["run"] for run in runs if run["mode"] == "live"]

    def openings(self):
        """How often each door was opened by the program, by the service's own book."""
        base = sqlite3.connect(f"file:{self.workspace}/sandbox.sqlite?mode=ro", uri=True)
        try:
            rows = base.execute(
                "SELECT buildingId, code, doorType, door, count(*) FROM openings "
                "JOIN doors ON doors.id = doorId WHERE opener = '13900000009' GROUP BY doorId")
            return {(b, c, str(t), d): n for b, c, t, d, n in rows}
        finally:
            base.close()


KEY = ("buildingId", "code", "doorType", "door")
TERMS = ("authoredName", "author", "startTime", "endTime", "password")


def door_key(line):
    return tuple(line[name] for name in KEY)


def identity(line):
    return (*door_key(line), line["kind"], line["authoredMobile"])


def terms(line):
    return tuple(str(line[name]) if line.get(name) is not None else None for name in TERMS)


class Rotation:
    """One rotation: chosen doors, faults, kills; resumed until nothing is left to do."""

    def __init__(self, place, number, seed, doors, totals):
        self.place, self.number, self.totals = place, number, totals
        self.chance = random.Random(f"{seed}/{number}")
        self.count = doors
        self.is_plan = self.chance.random() < 0.5
        self.script = os.path.join(place.folder, "rotate.lua")
        self.run_id, self.runs_before = None, len(place.live_runs())

    def perform(self):
        place = self.place
        chosen = self.choose()
        before, opened = place.held(), place.openings()
        planned = {who for who, row in place.believed().items()
                   if who[:4] in chosen and who[4] == "password" and row["state"] == "active"}
        self.totals["people"] += len(planned)
        lines = fault_lines(self.chance, place.strategy)
        command = self.command()
        place.faults(lines)
        tries = self.chance.randint(1, 4)
        self.attempt(command, kill=True)
        for _ in range(tries):
            self.look(before, planned, opened, chosen)
            if self.run_id is None:
                break
            self.attempt(["resume", self.run_id, *self.sending()], kill=True)
        place.faults([])
        self.settle()
        self.look(before, planned, opened, chosen, is_final=True)

    def choose(self):
        doors = self.chance.sample(self.place.doors, min(self.count, len(self.place.doors)))
        opens = {door_key(d) for d in self.chance.sample(doors, min(3, len(doors)))}
        with open(os.path.join(self.place.folder, "chosen.csv"), "w", encoding="utf-8") as file:
            file.write(",".join([*KEY, "open"]) + "\n")
            for door in doors:
                opened = "yes" if door_key(door) in opens else "no"
                file.write(",".join([*door_key(door), opened]) + "\n")
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(SCRIPT)
        return {door_key(door): door_key(door) in opens for door in doors}

    def sending(self):
        self.place.max_failures = "100%" if self.chance.random() < 0.8 else "10%"
        return ["--per-second", "0", "--concurrency", "16"]

    def command(self):
        if not self.is_plan:
            return ["run", "--yes", *self.sending(), self.script]
        plan = os.path.join(self.place.folder, "rotate.plan")
        if os.path.exists(plan):
            os.remove(plan)
        self.place.run("plan", "-o", plan, self.script)
        return ["apply", plan, *self.sending()]

    def attempt(self, command, kill):
        """Runs it, perhaps kills it; remembers the run's id."""
        errors = self.place.errors
        begin = errors.seek(0, os.SEEK_END)
        process = self.place.start(command, errors)
        if kill:
            self.kill(process)
        try:
            code = process.wait(timeout=400)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Broken(f"{command[0]} did not end within 400 s") from None
        errors.seek(begin)
        self.words = errors.read()
        self.totals[f"ended {code}"] += 1
        if code not in ENDS:
            raise Broken(f"{' '.join(command)} ended with {code}: {self.words}")
        if command[0] != "resume":
            runs = self.place.live_runs()
            self.run_id = runs[-1] if len(runs) > self.runs_before else None
        return code

    def kill(self, process):
        how = self.chance.choice(["nothing", "SIGKILL", "SIGKILL", "SIGINT", "SIGINT twice"])
        moment = self.chance.uniform(0.05, 2.5)
        gap = self.chance.uniform(0.05, 0.3)
        if how == "nothing":
            return
        try:
            process.wait(timeout=moment)
            return
        except subprocess.TimeoutExpired:
            pass
        self.totals[how] += 1
        if how == "SIGKILL":
            process.kill()
            return
        process.send_signal(signal.SIGINT)
        if how == "SIGINT twice":
            time.sleep(gap)
            second = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.wait()
            took = time.monotonic() - second
            self.totals.longest = max(self.totals.longest, took)

    def settle(self):
        """Resumes without faults and kills until nothing is left that could be sent."""
        if self.run_id is None:
            return
        for _ in range(3):
            command = ["resume", self.run_id, *self.sending()]
            self.place.max_failures = "100%"
            code = self.attempt(command, kill=False)
            if code == 0:
                return
            if code == 6 and "remote_action" in self.words:
                return
        if code not in SETTLED:
            raise Broken(f"resume ends with {code} again and again: {self.words}")

    def look(self, before, planned, opened, chosen, is_final=False):
        """Holds what the service has against what the register says."""
        held, believed = self.place.held(), self.place.believed()
        for who, was in before.items():
            has, row = held.get(who), believed.get(who)
            if row is None:
                raise Broken(f"{who}: gone from the register")
            if who not in planned:
                if has != was:
                    raise Broken(f"{who}: nobody's plan, yet {was} became {has}")
                continue
            if has is None and is_final:
                raise Broken(f"{who}: left with no password; register: {row}")
            self.compare(who, has, row, is_final)
        if set(held) - set(before):
            raise Broken(f"new grants: {set(held) - set(before)}")
        for door, count in self.place.openings().items():
            if count - opened.get(door, 0) > (1 if chosen.get(door) else 0):
                raise Broken(f"{door}: opened {count - opened.get(door, 0)} times")
        if is_final:
            self.place.run("log", "verify")
            changed = sum(held[who][4] != before[who][4] for who in planned)
            self.totals["changed"] += changed
            self.totals["kept the old one"] += len(planned) - changed
            self.totals["openings"] += (sum(self.place.openings().values()) - sum(opened.values()))
            self.totals["rotations"] += 1

    def compare(self, who, has, row, is_final):
        known = {row["password"], *([row["pending"]] if row["pending"] else [])}
        if row["confidence"] == "confirmed" and row["state"] != "removed":
            if has is None or has[4] != row["password"]:
                raise Broken(f"{who}: the register is sure of {row}, the service has {has}")
        elif row["state"] == "removed":
            if has is not None:
                raise Broken(f"{who}: the register says removed, the service has {has}")
        elif row["confidence"] in ("unknown", "asked"):
            if is_final:
                self.totals["left unknown"] += 1
            if has is not None and has[4] not in known:
                raise Broken(f"{who}: the service has {has}, the register lists {row}")
        else:
            raise Broken(f"{who}: {row}, the service has {has}")


class Totals(collections.Counter):
    """Counts of the whole campaign, and the longest wait after a second Ctrl-C."""

    longest = 0.0

    def text(self):
        ends = " ".join(f"{k[6:]}:{self[k]}" for k in sorted(self)
                        if k.startswith("ended "))
        return (f"{self['rotations']} rotations of {self['people']} passwords: "
                f"{self['changed']} changed, {self['kept the old one']} kept the old one, "
                f"{self['left unknown']} left unknown, {self['openings']} openings; "
                f"{self['SIGKILL']} SIGKILL, {self['SIGINT']} SIGINT, "
                f"{self['SIGINT twice']} SIGINT twice (longest {self.longest:.2f} s to leave); "
                f"exit codes {ends}; nobody locked out")


def main():
    parser = argparse.ArgumentParser(prog="fault-runs")
    parser.add_argument("--program", required=True)
    parser.add_argument("--rotations", type=int, default=300)
    parser.add_argument("--doors", type=int, default=200)
    parser.add_argument("--per-place", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    totals, place = Totals(), None
    began = time.monotonic()
    first = options.first - options.first % options.per_place
    try:
        for number in range(first, options.rotations):
            if place is None or number % options.per_place == 0:
                if place:
                    place.close(keep=False)
                place = Place(options, number // options.per_place, None)
                place.serve()
            Rotation(place, number, options.seed, options.doors, totals).perform()
            if (number + 1) % 10 == 0:
                print(f"{number + 1} rotations, {time.monotonic() - began:.0f} s",
                      file=sys.stderr)
    except Broken as broken:
        print(f"fault-runs: seed {options.seed}, rotation {number}: {broken}", file=sys.stderr)
        place.close(options.keep)
        sys.exit(1)
    except BaseException:
        if place:
            place.close(options.keep)
        raise
    place.close(keep=False)
    print(f"fault-runs: seed {options.seed}: {totals.text()}; "
          f"{time.monotonic() - began:.0f} s")


main()
