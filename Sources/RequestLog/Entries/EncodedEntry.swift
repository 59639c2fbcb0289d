/// An entry's bytes without the four numbers that are known only when it is its turn:
/// own seq twice (`call`, `seq`), both clocks (`mono`, `ts`).
struct EncodedEntry: Sendable {
    /// Everything else, in order.
    var bytes: [UInt8] = []
    var callPlace: Int?
    var monoPlace = 0
    var seqPlace = 0
    var timePlace = 0
    let kind: LogKind

    /// An entry may have so many bytes, the line feed apart.
    static let limit = 65_535
    /// What the four places can take at most: three numbers, a time, the mark of a clock jump.
    static let reserve = 3 * 16 + 29 + 26

    /// Appends the whole line, with its line feed.
    func assemble(into out: inout [UInt8], seq: Int, stamp: Stamp) {
        var from = 0
        func copy(to end: Int) {
            out.append(contentsOf: bytes[from..<end])
            from = end
        }
        if let callPlace {
            copy(to: callPlace)
            out.append(decimal: seq)
        }
        copy(to: monoPlace)
        out.append(decimal: stamp.mono)
        copy(to: seqPlace)
        out.append(decimal: seq)
        copy(to: timePlace)
        stamp.append(to: &out)
        copy(to: bytes.count)
        out.append(10)
    }
}
