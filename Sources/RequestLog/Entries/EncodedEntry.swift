/// Where in a batch's bytes one entry stands, without what is known only when it is its turn: own seq
/// twice (`call`, `seq`), both clocks (`mono`, `ts`), and the head that was signed just before it
/// (`head`).
struct EncodedEntry: Sendable {
    let kind: LogKind
    let start: Int
    var end: Int
    var callPlace: Int?
    /// Where `head` goes if it is written; before the first member when it is next to `start`.
    var headPlace = 0
    var monoPlace = 0
    var seqPlace = 0
    var timePlace = 0

    init(kind: LogKind, start: Int) {
        self.kind = kind
        self.start = start
        end = start
    }

    /// An entry may have so many bytes, the line feed apart.
    static let limit = 65_535
    /// What the places can take at most: three numbers, a time, the mark of a clock jump, a head.
    static let reserve = 3 * 16 + 29 + 26 + 54

    /// How long its line is at most, the line feed apart.
    var mostBytes: Int { end - start + EncodedEntry.reserve }
}

/// Entries that are written next to each other.
struct EncodedBatch: Sendable {
    let bytes: LineBytes
    let entries: [EncodedEntry]

    /// How many bytes its lines have at most.
    var mostBytes: Int { bytes.count + entries.count * (EncodedEntry.reserve + 1) }

    /// Appends an entry's whole line, with its line feed.
    ///
    /// - `head`: root of the head that covers exactly the entries before this one.
    func assemble(
        _ entry: EncodedEntry,
        into out: inout LineWriter,
        seq: Int,
        stamp: StampText,
        head: [UInt8]?
    ) {
        var from = entry.start
        if let callPlace = entry.callPlace {
            out.append(bytes, from..<callPlace)
            out.append(decimal: seq)
            from = callPlace
        }
        if let head {
            let isFirst = entry.headPlace == entry.start + 1
            out.append(bytes, from..<entry.headPlace)
            if !isFirst { out.append(UInt8(ascii: ",")) }
            out.append("\"head\":\"")
            out.append(head)
            out.append(UInt8(ascii: "\""))
            if isFirst { out.append(UInt8(ascii: ",")) }
            from = entry.headPlace
        }
        out.append(bytes, from..<entry.monoPlace)
        out.append(stamp.mono)
        out.append(bytes, entry.monoPlace..<entry.seqPlace)
        out.append(decimal: seq)
        out.append(bytes, entry.seqPlace..<entry.timePlace)
        out.append(stamp.time)
        out.append(bytes, entry.timePlace..<entry.end)
        out.append(10)
    }
}
