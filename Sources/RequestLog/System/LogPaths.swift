/// Where a log's files stand.
struct LogPaths: Sendable, Equatable {
    let folder: String

    var description: String { folder + "/log.json" }
    var lock: String { folder + "/LOCK" }
    var entries: String { folder + "/entries" }
    var checkpoints: String { folder + "/checkpoints" }
    var checkpoint: String { folder + "/checkpoint" }
    var torn: String { folder + "/torn" }
    var cache: String { folder + "/cache" }
    var edge: String { cache + "/edge" }

    static func segmentName(_ first: Int) -> String {
        var out: [UInt8] = []
        out.append(decimal: first, width: 20)
        out.append(".jsonl")
        return out.text
    }

    func segment(_ first: Int) -> String { entries + "/" + LogPaths.segmentName(first) }

    /// The first indices of the segments, in order; other names in the folder are ignored.
    func segments() throws(SystemFailure) -> [Int] {
        guard try File.status(entries) != nil else { return [] }
        return try File.names(in: entries).compactMap { name in
            guard name.utf8.count == 26, name.hasSuffix(".jsonl"),
                name.utf8.prefix(20).allSatisfy({ (48...57).contains($0) })
            else { return nil }
            return Int(name.prefix(20))
        }
    }
}
