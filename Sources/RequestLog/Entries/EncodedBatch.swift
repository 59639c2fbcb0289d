/// Entries that are written next to each other.
struct EncodedBatch: Sendable {
    let bytes: LineBytes
    let entries: [EncodedEntry]

    /// How many bytes its lines have at most.
    var mostBytes: Int { bytes.count + entries.count * (EncodedEntry.reserve + 1) }

    /// Appends an entry's whole line, with its line feed.
    ///
    /// - `head`: root of the head that covers exactly the entries before this one.
    /// - `hasMAC`: whether it ends a group that has a code; answers with where its digits go, zeros yet.
    @discardableResult
    func assemble(
        _ entry: EncodedEntry,
        into out: inout LineWriter,
        seq: Int,
        stamp: StampText,
        head: [UInt8]?,
        hasMAC: Bool = false
    ) -> Int? {
        var digits: Int?
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
        if hasMAC {
            out.append(bytes, from..<entry.macPlace)
            out.append(",\"mac\":\"")
            digits = out.count
            out.append(LogMAC.zeros)
            out.append(UInt8(ascii: "\""))
            from = entry.macPlace
        }
        out.append(bytes, from..<entry.monoPlace)
        out.append(stamp.mono)
        out.append(bytes, entry.monoPlace..<entry.seqPlace)
        out.append(decimal: seq)
        out.append(bytes, entry.seqPlace..<entry.timePlace)
        out.append(stamp.time)
        out.append(bytes, entry.timePlace..<entry.end)
        out.append(10)
        return digits
    }
}
