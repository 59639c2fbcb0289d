/// The nearest of several names to one that was mistyped.
public enum LuaNames {
    /// The nearest name within a third of its length in typing mistakes (a swap counts once,
    /// letter case and underscores not at all), or nil; also nil for a name beyond 200 bytes.
    public static func nearest(_ name: String, in names: some Sequence<String>) -> String? {
        guard name.utf8.count <= longest else { return nil }
        let wanted = plain(name)
        let limit = max(1, wanted.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in names where candidate != name {
            let other = plain(candidate)
            guard abs(other.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, other)
            if distance > limit { continue }
            if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
            best = (candidate, distance)
        }
        return best?.name
    }

    private static let longest = 200

    /// The words that follow «no field 'x'»: the nearest name, or all of them when they are few.
    static func remedy(_ name: String, in names: [String]) -> String {
        if let nearest = nearest(name, in: names) { return "; the nearest is '\(nearest)'" }
        if names.isEmpty || Set(names).count > 12 { return "" }
        return "; it has " + Set(names).sorted().joined(separator: ", ")
    }

    private static func plain(_ name: String) -> [UInt8] {
        name.utf8.filter { $0 != UInt8(ascii: "_") }.map { byte in
            (65...90).contains(byte) ? byte + 32 : byte
        }
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                row.append(cost)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
