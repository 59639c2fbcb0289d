/// Writes a log as C2SP tlog-tiles: hash tiles 256 wide, entry bundles, the checkpoint.
///
/// Full tiles are `tile/<level>/<number>`, the last ones of a level `….p/<width>`; entries lie in
/// `tile/entries/<number>`, each after two bytes of length.
struct LogTiles {
    let folder: String

    private static let width = 256

    /// One bundle of entries, the last of which has the index `end` − 1.
    func write(entries: [[UInt8]], upTo end: Int) throws(SystemFailure) {
        var bundle: [UInt8] = []
        for entry in entries {
            bundle.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bundle.append(UInt8(truncatingIfNeeded: entry.count))
            bundle += entry
        }
        try write("tile/entries", number: (end - 1) / LogTiles.width, width: entries.count, bundle)
    }

    /// Every level of hashes over the leaves.
    func writeHashes(_ leaves: [TreeHash]) throws(SystemFailure) {
        var hashes = leaves
        var level = 0
        while !hashes.isEmpty {
            var above: [TreeHash] = []
            var start = 0
            while start < hashes.count {
                let tile = hashes[start..<min(start + LogTiles.width, hashes.count)]
                try write(
                    "tile/\(level)",
                    number: start / LogTiles.width,
                    width: tile.count,
                    tile.flatMap(\.bytes)
                )
                if tile.count == LogTiles.width { above.append(LogTiles.root(tile)) }
                start += LogTiles.width
            }
            hashes = above
            level += 1
        }
    }

    private static func root(_ tile: ArraySlice<TreeHash>) -> TreeHash {
        var row = Array(tile)
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { Hashing.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }

    func write(
        _ prefix: String,
        number: Int,
        width: Int,
        _ bytes: [UInt8]
    ) throws(SystemFailure) {
        let path =
            "\(prefix)/\(LogTiles.path(number))" + (width < LogTiles.width ? ".p/\(width)" : "")
        try write(path, bytes)
    }

    func write(_ path: String, _ bytes: [UInt8]) throws(SystemFailure) {
        var parts = path.split(separator: "/")
        parts.removeLast()
        var here = folder
        try File.makeFolder(here)
        for part in parts {
            here += "/" + part
            try File.makeFolder(here)
        }
        try File.replace("\(folder)/\(path)", with: bytes, in: here, durable: false)
    }

    /// Three digits a level, all but the last after an `x`: 1234067 is `x001/x234/067`.
    static func path(_ number: Int) -> String {
        var text = digits(number % 1000)
        var rest = number / 1000
        while rest > 0 {
            text = "x\(digits(rest % 1000))/\(text)"
            rest /= 1000
        }
        return text
    }

    private static func digits(_ number: Int) -> String {
        var out: [UInt8] = []
        out.append(decimal: number, width: 3)
        return out.text
    }
}

extension LogReader {
    /// Writes what the newest checkpoint covers as tiles into a folder (C2SP tlog-tiles).
    ///
    /// Throws `failed` when nothing is signed, or the entries do not make the signed root.
    public func exportTiles(to folder: String) throws {
        guard let note = try newestCheckpoint() else {
            throw LogError.failed("\(paths.checkpoint): missing; run log checkpoint")
        }
        let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
        let leaves = try leaves(checkpoint.size)
        var tree = MerkleTree()
        for leaf in leaves { tree.append(hash: leaf) }
        guard tree.root == checkpoint.root else {
            throw LogError.failed("\(paths.folder): changed since it was signed; run log verify")
        }
        let tiles = LogTiles(folder: folder)
        do {
            try tiles.writeHashes(leaves)
            try exportEntries(checkpoint.size, tiles)
            try tiles.write("checkpoint", note)
        } catch let error as SystemFailure {
            throw LogError(error)
        }
    }

    private func exportEntries(_ count: Int, _ tiles: LogTiles) throws {
        var bundle: [[UInt8]] = []
        try read { line in
            guard line.index < count else { return false }
            bundle.append(line.bytes)
            if bundle.count == 256 {
                try tiles.write(entries: bundle, upTo: line.index + 1)
                bundle.removeAll(keepingCapacity: true)
            }
            return true
        }
        if !bundle.isEmpty { try tiles.write(entries: bundle, upTo: count) }
    }
}
