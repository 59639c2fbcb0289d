/// An entry's bytes without what is known only when it is its turn: own seq twice (`call`, `seq`),
/// both clocks (`mono`, `ts`), and the head that was signed just before it (`head`).
struct EncodedEntry: Sendable {
    /// Everything else, in order.
    var bytes: [UInt8] = []
    var callPlace: Int?
    /// Where `head` goes if it is written; before the first member when it is 1.
    var headPlace = 0
    var monoPlace = 0
    var seqPlace = 0
    var timePlace = 0
    let kind: LogKind

    /// An entry may have so many bytes, the line feed apart.
    static let limit = 65_535
    /// What the places can take at most: three numbers, a time, the mark of a clock jump, a head.
    static let reserve = 3 * 16 + 29 + 26 + 54

    /// Appends the whole line, with its line feed.
    ///
    /// - `head`: root of the head that covers exactly the entries before this one.
    func assemble(into out: inout LineWriter, seq: Int, stamp: StampText, head: [UInt8]?) {
        var from = 0
        if let callPlace {
            out.append(bytes, 0..<callPlace)
            out.append(decimal: seq)
            from = callPlace
        }
        if let head {
            out.append(bytes, from..<headPlace)
            if headPlace > 1 { out.append(UInt8(ascii: ",")) }
            out.append("\"head\":\"")
            out.append(head)
            out.append(UInt8(ascii: "\""))
            if headPlace == 1 { out.append(UInt8(ascii: ",")) }
            from = headPlace
        }
        out.append(bytes, from..<monoPlace)
        out.append(stamp.mono)
        out.append(bytes, monoPlace..<seqPlace)
        out.append(decimal: seq)
        out.append(bytes, seqPlace..<timePlace)
        out.append(stamp.time)
        out.append(bytes, timePlace..<bytes.count)
        out.append(10)
    }
}
