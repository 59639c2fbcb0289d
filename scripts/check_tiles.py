#!/usr/bin/env python3
"""Checks a log that was exported as tiles, by the text of C2SP tlog-tiles alone.

    scripts/check_tiles.py FOLDER

Takes the size and the root from the checkpoint, demands exactly the files that a tree of that size has,
hashes every entry of every bundle, compares with the tiles of level 0, every tile with the hash above it,
and rebuilds the root twice: from the leaves, and from the right edge of the tiles. Ends with 0 and a line
of totals, or with 1 and what does not fit. Signatures are checked by openssl; the documentation shows how.
"""

import base64
import hashlib
import os
import sys

WIDTH = 256


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes):
    """RFC 6962 section 2.1, without recursion: the root over subtrees equally large, the last perhaps smaller."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        pairs = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2:]
    return hashes[0]


def name(number):
    """1234067 is x001/x234/067."""
    parts = ["%03d" % (number % 1000)]
    while number >= 1000:
        number //= 1000
        parts.insert(0, "x%03d" % (number % 1000))
    return "/".join(parts)


def tiles(prefix, count):
    """The tiles over so many hashes: path and width of each."""
    for number in range(count // WIDTH):
        yield "%s/%s" % (prefix, name(number)), WIDTH
    if count % WIDTH:
        yield "%s/%s.p/%d" % (prefix, name(count // WIDTH), count % WIDTH), count % WIDTH


def files(folder):
    for here, _, names in os.walk(folder):
        for each in names:
            yield os.path.relpath(os.path.join(here, each), folder)


def demand(holds, words):
    if not holds:
        sys.exit("does not fit: " + words)


def checkpoint(folder):
    with open(os.path.join(folder, "checkpoint"), "rb") as file:
        text, _, signatures = file.read().partition(b"\n\n")
    lines = text.split(b"\n")
    demand(len(lines) == 3 and lines[0] and signatures.startswith("— ".encode()), "checkpoint: no checkpoint")
    size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    demand(str(size).encode() == lines[1] and len(root) == 32, "checkpoint: size or root")
    return size, root


def entries(folder, path, width):
    with open(os.path.join(folder, path), "rb") as file:
        bundle = file.read()
    for _ in range(width):
        length = int.from_bytes(bundle[:2], "big")
        demand(len(bundle) >= 2 + length, path + ": an entry is cut off")
        yield bundle[2:2 + length]
        bundle = bundle[2 + length:]
    demand(not bundle, path + ": more than its entries")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    size, root = checkpoint(folder)
    levels, expected = [], {"checkpoint"}
    count = size
    while count:
        level = []
        for path, width in tiles("tile/%d" % len(levels), count):
            expected.add(path)
            demand(os.path.isfile(os.path.join(folder, path)), path + ": missing")
            with open(os.path.join(folder, path), "rb") as file:
                content = file.read()
            demand(len(content) == 32 * width, path + ": not %d hashes" % width)
            level.append([content[i:i + 32] for i in range(0, len(content), 32)])
        levels.append(level)
        count //= WIDTH
    for below, above in zip(levels, levels[1:]):
        full = [fold(tile) for tile in below if len(tile) == WIDTH]
        demand(full == [each for tile in above for each in tile], "a tile and the hash above it")
    leaves = [each for tile in (levels[0] if levels else []) for each in tile]
    index = 0
    for path, width in tiles("tile/entries", size):
        expected.add(path)
        demand(os.path.isfile(os.path.join(folder, path)), path + ": missing")
        for entry in entries(folder, path, width):
            demand(hashlib.sha256(b"\x00" + entry).digest() == leaves[index], "entry %d and its hash" % index)
            index += 1
    demand(index == size, "%d entries and a size of %d" % (index, size))
    demand(set(files(folder)) == expected, "files that no tree of this size has")
    demand(fold(leaves) == root, "the root of the leaves")
    edge = None
    for level in levels:
        last = level[-1] if len(level[-1]) < WIDTH else []
        part = last + ([edge] if edge else [])
        # What is not yet a whole tile stands right of everything above it.
        edge = fold(part) if part else edge
    demand((edge or fold([])) == root, "the root of the tiles' right edge")
    print("root fits: %d entries, %d tiles on %d levels" % (size, sum(map(len, levels)), len(levels)))


main()
