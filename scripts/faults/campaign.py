"""Runs the campaigns of scripts/fault-log and says what came of them."""

import argparse
import random
import sys

import calls
import moments
from place import Broken

CAMPAIGNS = {
    "calls": calls.every_call, "kills": moments.kills, "disk": moments.full_disk,
    "two": moments.two_processes, "large": moments.large_log}


def main():
    parser = argparse.ArgumentParser(prog="fault-log")
    parser.add_argument("campaigns", nargs="*")
    parser.add_argument("--programs", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--requests", type=int)
    parser.add_argument("--entries", type=int)
    options = parser.parse_args()
    broken = 0
    for name in options.campaigns or ["calls", "kills", "disk", "two"]:
        if name not in CAMPAIGNS:
            parser.error("%s: no campaign; there are %s" % (name, " ".join(CAMPAIGNS)))
        random.seed(options.seed)
        try:
            print("%s: %s" % (name, CAMPAIGNS[name](options)), flush=True)
        except Broken as fault:
            broken += 1
            print("%s: BROKEN: %s" % (name, fault), flush=True)
    print("the log kept its promises" if not broken else "%d campaigns found a broken promise" % broken)
    sys.exit(1 if broken else 0)


main()
