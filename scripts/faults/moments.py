"""Kills at random moments, a full disk, two writers, a large log."""

import os
import random
import resource
import shutil
import signal
import subprocess
import time

from place import Broken, Log, Place, Recorder, inspect

#: Outcomes wait at most so long for company; the rest is for a slow machine.
GROUP = 1.0
SLACK = 0.5


def kills(options):
    requests = options.requests or 2000
    place = Place(options.programs, doors=max(8, requests))
    try:
        return kill_often(place, requests, options.limit or 200)
    finally:
        place.close()


def kill_often(place, requests, times):
    script = place.script(requests, concurrency=16)
    case = place.copy()
    began = time.monotonic()
    place.run(place.command(case, script), check=0)
    whole = time.monotonic() - began
    if len(Recorder.received) != requests:
        raise Broken("%d requests came instead of %d" % (len(Recorder.received), requests))
    came = unanswered = late = 0
    for turn in range(times):
        case = place.copy()
        process = place.start(place.command(case, script))
        time.sleep(random.uniform(0, whole))
        killed = time.monotonic()
        process.kill()
        process.wait()
        time.sleep(0.05)
        came += len(Recorder.received)
        answered = dict(Recorder.answered)
        log = Log(case)
        for nonstr in log.open_intents():
            if nonstr not in answered:
                unanswered += 1
            elif answered[nonstr] < killed - GROUP - SLACK:
                raise Broken("kill %d: an answer %.1f s old is not in the log" % (turn, killed - answered[nonstr]))
            else:
                late += 1
        inspect(place, case, "kill %d" % turn)
    return ("%d kills in runs of %d requests of %.1f s; %d requests came to the service, all with their intent; "
            "%d intents without answer, %d answered in the last group" % (
                times, requests, whole, came, unanswered, late))


def full_disk(options):
    place = Place(options.programs, doors=300)
    mount = os.path.join(place.folder, "small")
    os.mkdir(mount)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mount], stderr=subprocess.DEVNULL).returncode == 0
    try:
        return (small_disk(place, mount) + "; " if mounted else "no small disk may be made here; ") + file_limit(place)
    finally:
        if mounted:
            subprocess.run(["umount", mount], check=False)
        place.close()


def small_disk(place, mount):
    """The whole workspace on a disk with room for some dozen requests."""
    case = place.copy(os.path.join(mount, "workspace"))
    filler = os.path.join(mount, "filler")
    free = shutil.disk_usage(mount).free
    with open(filler, "wb") as file:
        file.write(bytes(max(0, free - (3 << 19))))
    done = place.run(place.command(case, place.script(2000, concurrency=8)))
    told(done, "a full disk")
    came = len(Recorder.received)
    os.remove(filler)
    log = inspect(place, case, "a full disk")
    return "a full disk after %d requests, %d of them open" % (came, len(log.open_intents()))


def file_limit(place):
    """No file may grow beyond some requests more."""
    case = place.copy()
    limit = (1 << 20) + (200 << 10)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = place.run(place.command(case, place.script(2000, concurrency=8)), preexec_fn=limited)
    told(done, "a file size limit")
    came = len(Recorder.received)
    log = inspect(place, case, "a file size limit")
    return "a file size limit after %d requests, %d of them open" % (came, len(log.open_intents()))


def told(done, what):
    if done.returncode != 7:
        raise Broken("%s: the run ended with %d, not with 7\n%s" % (what, done.returncode, done.stderr[-2000:]))
    text = done.stdout + done.stderr
    if "request log" not in text or not any(word in text for word in ("ok", "not started", "skipped")):
        raise Broken("%s: the report does not say what was done and what not:\n%s" % (what, text[-2000:]))


def two_processes(options):
    entries = options.entries or 10_000
    place = Place(options.programs, doors=4)
    try:
        case = place.copy()
        before = len(Log(case).lines)
        command = [os.path.join(options.programs, "Benchmarks"), "log", "append", case, str(entries)]
        began = time.monotonic()
        writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
        codes = [writer.wait() for writer in writers]
        took = time.monotonic() - began
        if any(codes):
            raise Broken("a writer ended with %s" % codes)
        log = Log(case)
        if len(log.lines) != before + 2 * entries:
            raise Broken("%d entries instead of %d" % (len(log.lines), before + 2 * entries))
        turns = sum(a["run"] != b["run"] for a, b in zip(log.lines[before:], log.lines[before + 1:]))
        place.run(["log", "verify", "--workspace", case], check=0)
        return "2 processes with %d entries each in %.1f s: %d in sequence, verified, %d changes of turn" % (
            entries, took, len(log.lines) - before, turns)
    finally:
        place.close()


def large_log(options):
    entries = options.entries or 5_000_000
    place = Place(options.programs, doors=4)
    try:
        program = os.path.join(options.programs, "Benchmarks")
        case = place.copy()
        subprocess.run([program, "log", "fill", case, str(entries)], check=True, stdout=subprocess.DEVNULL)
        said = subprocess.run([program, "log", "open", case], check=True, stdout=subprocess.PIPE, text=True)
        seconds, megabytes = said.stdout.split()[:2]
        opened = "%d entries: opened in %s s with %s MB" % (entries, seconds, megabytes)
        if float(seconds) > 0.2 or float(megabytes) > 100:
            raise Broken(opened)
        verified = cost(place, ["log", "verify", "--workspace", case])
        proof = os.path.join(place.folder, "large.tlog-proof")
        proven = cost(place, ["log", "prove", str(entries // 2), "-o", proof, "--workspace", case])
        if verified[2] > 200:
            raise Broken("%s; verify took %d MB" % (opened, verified[2]))
        return "%s; verified in %.1f s (%.1f s CPU) with %d MB; an entry proven in %.1f s (%.1f s CPU) with %d MB" % (
            opened, *verified, *proven)
    finally:
        place.close()


def cost(place, arguments):
    """Runs the program to its end: seconds, seconds of CPU, the peak of memory in MB."""
    began = time.monotonic()
    process = subprocess.Popen([place.yeeuu, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Broken("%s ended with %d" % (" ".join(arguments[:2]), process.returncode))
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10
