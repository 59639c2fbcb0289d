"""Every call that touches a file of the workspace fails once in every way (strace)."""

import collections
import os
import random
import re

from place import Broken, Place, Recorder, inspect

CALLS = ["pwrite64", "write", "fdatasync", "fsync", "rename", "ftruncate", "fallocate"]
#: What can happen to a call, as strace has it, and whether the process is gone then.
WAYS = {"EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "short": "retval=7", "killed": "signal=KILL"}


def trace(place, case, options, paths):
    """Runs the rotation under strace and answers with its exit code and the trace."""
    output = os.path.join(place.folder, "trace")
    paths = [part for path in paths for part in ("-P", path)]
    prefix = ["strace", "-f", "-qq", "-y", "-s", "70000", "-o", output, *paths, *options]
    done = place.run(place.command(case, place.script(3)), prefix=prefix)
    with open(output, errors="replace") as file:
        return done, file.read()


def files(case):
    """Register and log alone: what goes to the screen or between threads is no file of ours."""
    log = os.path.join(case, "log")
    names = [
        "log.json", "LOCK", "checkpoints", "checkpoint", "checkpoint.new", "entries", "cache",
        "entries/00000000000000000000.jsonl", "cache/edge", "cache/edge.new", "torn"]
    yield log
    yield from (os.path.join(log, name) for name in names)
    for end in ("", "-wal", "-shm", "-journal"):
        yield os.path.join(case, "register.sqlite") + end


def permitted(place):
    """Why strace cannot be used here; None when it can."""
    try:
        done = place.run(["--version"], prefix=["strace", "-f", "-qq", "-o", "/dev/null"])
    except FileNotFoundError:
        return "there is no strace"
    return None if done.returncode == 0 else "strace is not permitted: " + done.stderr.strip()[-200:]


def in_order(text):
    """Every request leaves after the fdatasync that makes its intent durable; how many there were."""
    written, durable, sent = set(), set(), 0
    for line in text.splitlines():
        if "pwrite64(" in line and ".jsonl>" in line:
            written |= set(re.findall(r'\\"nonstr\\":\\"([0-9A-Za-z]+)', line))
        if "fdatasync" in line and line.rstrip().endswith("= 0"):
            durable |= written
        if re.search(r" (write|writev|sendto|sendmsg)\(\d+<(TCP|socket):", line):
            for nonstr in re.findall(r"nonstr=([0-9A-Za-z]+)", line):
                sent += 1
                if nonstr not in durable:
                    raise Broken("a request left before its intent was durable: " + nonstr)
    return sent


def every_call(options):
    place = Place(options.programs, doors=4)
    try:
        reason = permitted(place)
        if reason:
            return "skipped; " + reason
        return campaign(place, options)
    finally:
        place.close()


def campaign(place, options):
    case = place.copy()
    output = os.path.join(place.folder, "order")
    prefix = ["strace", "-f", "-qq", "-yy", "-s", "70000", "-o", output,
              "-e", "trace=pwrite64,fdatasync,write,writev,sendto,sendmsg"]
    place.run(place.command(case, place.script(3)), check=0, prefix=prefix)
    sent = in_order(open(output, errors="replace").read())
    if sent != 3:
        raise Broken("%d requests were seen leaving instead of 3" % sent)
    case = place.copy()
    done, text = trace(place, case, ["-e", "trace=" + ",".join(CALLS)], files(case))
    if done.returncode:
        raise Broken("the run alone ended with %d: %s" % (done.returncode, done.stderr[-500:]))
    counts, most = counted(text)
    # SQLite takes a short count at its word and goes on behind it: with strace a lie, not a fault.
    cases = [(call, path, when, way) for (call, path), many in sorted(most.items())
             for when in range(1, many + 1) for way in WAYS
             if way != "short" or "write" in call and "/log/" in path]
    if options.limit and options.limit < len(cases):
        cases = random.sample(cases, options.limit)
    ended, hit, lefts = collections.Counter(), 0, 0
    for call, path, when, way in cases:
        case = place.copy()
        name = "%s number %d of %s %s" % (call, when, os.path.relpath(path, case), way)
        inject = "inject=%s:%s:when=%d" % (call, WAYS[way], when)
        done, text = trace(place, case, ["-e", "trace=" + call, "-e", inject], [path])
        struck = [line for line in text.splitlines() if "(INJECTED)" in line or "killed by SIGKILL" in line]
        hit += bool(struck)
        judge(name, way, struck, done)
        inspect(place, case, name)
        ended[done.returncode] += 1
        lefts += len(Recorder.received)
    return "%d faults struck in %d runs of 3 requests (%s); %s requests left, none without its intent; exits %s" % (
        hit, len(cases), ", ".join("%d %s" % (counts[c], c) for c in CALLS if counts[c]), lefts,
        ", ".join("%d×%d" % (n, code) for code, n in sorted(ended.items())))


def counted(text):
    """How often each call is made in all, and how often by one thread on one file: strace counts so."""
    counts, threads = collections.Counter(), collections.Counter()
    for line in text.splitlines():
        made = re.match(r'(\d+) +(\w+)\((?:\d+<([^>]*)>|"([^"]*)")', line)
        if made:
            counts[made[2]] += 1
            threads[made[1], made[2], made[3] or made[4]] += 1
    most = collections.Counter()
    for (_, call, path), many in threads.items():
        most[call, path] = max(most[call, path], many)
    return counts, most


def judge(name, way, struck, done):
    """A log that cannot be written ends the run with 7, said in words."""
    if not struck or way == "killed":
        return
    isLog = ".jsonl>" in struck[0] and re.search(r"pwrite64|fdatasync", struck[0])
    if isLog and done.returncode != 7:
        raise Broken("%s: the run ended with %d, not with 7\n%s" % (name, done.returncode, done.stderr))
    if isLog and "log" not in done.stderr:
        raise Broken("%s: nothing was said of the log: %s" % (name, done.stderr))
    if done.returncode not in (0, 1, 6, 7, 2):
        raise Broken("%s: the run ended with %d: %s" % (name, done.returncode, done.stderr[-1000:]))
