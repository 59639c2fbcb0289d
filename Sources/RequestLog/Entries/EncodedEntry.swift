/// Where in a batch's bytes one entry stands, without what is known only when it is its turn: own seq
/// twice (`call`, `seq`), both clocks (`mono`, `ts`), the head that was signed just before it (`head`),
/// and the code of the group that it ends (`mac`).
struct EncodedEntry: Sendable {
    let kind: LogKind
    let start: Int
    var end: Int
    var callPlace: Int?
    /// Where `head` goes if it is written; before the first member when it is next to `start`.
    var headPlace = 0
    /// Where `mac` goes if it is written; `kind` always stands before it.
    var macPlace = 0
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
    /// What the places can take at most: three numbers, a time, the mark of a clock jump, a head,
    /// a code.
    static let reserve = 3 * 16 + 29 + 26 + 54 + 41

    /// How long its line is at most, the line feed apart.
    var mostBytes: Int { end - start + EncodedEntry.reserve }
}
