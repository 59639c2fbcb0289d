/// What one fast scan of a line finds.
public struct LogHeader: Sendable, Equatable {
    /// What the entry is about.
    public internal(set) var kind: LogKind = .note
    /// Its index in the log.
    public internal(set) var seq = -1
    /// When it was written, in microseconds since 1970, UTC.
    public internal(set) var microseconds = 0
    /// The intent that an outcome or a note speaks of.
    public internal(set) var ref: Int?
    /// The first intent of an intent's call.
    public internal(set) var call: Int?
    /// The class of an outcome, or of a note that settles.
    public internal(set) var `class`: LogClass?
    /// Whether it says that a head was signed just before it.
    public internal(set) var followsHead = false
    /// Whether the clock went back before it.
    public internal(set) var clockWentBack = false
    /// Where the digits of `mac` stand in the line that ends a group.
    var macDigits: Int?
}

extension LogHeader {
    private enum Seen {
        static let kind = 1
        static let seq = 2
        static let time = 4
        static let version = 8
        static let all = 15
    }

    /// Nil when the line is not one of the log's: broken, or without kind, seq, ts and `v` 1.
    init?(_ bytes: Span<UInt8>) {
        guard var scanner = LineScanner(bytes) else { return nil }
        var seen = 0
        while !scanner.isAtEnd(bytes) {
            guard case .member(let member) = scanner.next(bytes) else { return nil }
            guard take(bytes, member, &seen) else { return nil }
        }
        guard seen == Seen.all else { return nil }
    }

    /// False when a member that matters has a value that cannot be its own.
    private mutating func take(
        _ bytes: Span<UInt8>,
        _ member: LineScanner.Member,
        _ seen: inout Int
    ) -> Bool {
        let name = member.name
        let first = bytes[name.lowerBound]
        switch name.count {
        case 1 where first == UInt8(ascii: "v"):
            seen |= Seen.version
            return member.value.count == 1 && bytes[member.value.lowerBound] == UInt8(ascii: "1")
        case 2 where LogHeader.equals(bytes, name, "ts"):
            guard member.value.count == 29,
                let time = Stamp.parse(
                    bytes.extracting(member.value.lowerBound + 1..<member.value.upperBound - 1)
                )
            else { return false }
            microseconds = time
            seen |= Seen.time
        case 3 where LogHeader.equals(bytes, name, "seq"):
            guard let value = LogHeader.number(bytes, member.value) else { return false }
            seq = value
            seen |= Seen.seq
        case 3 where LogHeader.equals(bytes, name, "mac"):
            guard member.value.count == LogMAC.digits + 2 else { return false }
            macDigits = member.value.lowerBound + 1
        case 3 where LogHeader.equals(bytes, name, "ref"):
            guard let value = LogHeader.number(bytes, member.value) else { return false }
            ref = value
        case 4 where LogHeader.equals(bytes, name, "kind"):
            guard let found = LogHeader.kinds.find(bytes, LogHeader.inside(member.value)) else {
                return false
            }
            kind = found
            seen |= Seen.kind
        case 4 where LogHeader.equals(bytes, name, "call"):
            guard let value = LogHeader.number(bytes, member.value) else { return false }
            call = value
        case 4 where LogHeader.equals(bytes, name, "head"): followsHead = true
        case 5 where LogHeader.equals(bytes, name, "class"):
            `class` = LogHeader.classes.find(bytes, LogHeader.inside(member.value))
        case 6 where LogHeader.equals(bytes, name, "tsback"):
            clockWentBack = true
        default: break
        }
        return true
    }

    private static func inside(_ range: Range<Int>) -> Range<Int> {
        range.count >= 2 ? range.lowerBound + 1..<range.upperBound - 1 : range
    }

    private static let kinds = WordTable(LogKind.allCases)
    private static let classes = WordTable(LogClass.allCases)

    @inline(__always)
    private static func equals(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        _ text: StaticString
    ) -> Bool {
        guard text.utf8CodeUnitCount == range.count else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<range.count
            where unsafe bytes[range.lowerBound + index] != text[index] {
                return false
            }
            return true
        }
    }

    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 17, range.count == 1 || bytes[range.lowerBound] != UInt8(ascii: "0")
        else { return nil }
        var value = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}

/// Finds one of a few short words without making a text.
private struct WordTable<Word: RawRepresentable & Sendable>: Sendable
where Word.RawValue == String {
    private let words: [(count: Int, key: UInt64, word: Word)]

    init(_ words: [Word]) {
        self.words = words.map { word in
            let bytes = Array(word.rawValue.utf8)
            return (bytes.count, WordTable.key(bytes.span, 0..<bytes.count), word)
        }
    }

    func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Word? {
        let key = WordTable.key(bytes, range)
        for entry in words where entry.key == key && entry.count == range.count {
            return entry.word
        }
        return nil
    }

    /// Up to seven bytes are exact in base 257; a longer word that collides would have to be written
    /// by the log itself, which writes no others.
    private static func key(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var key: UInt64 = 0
        for index in range { key = key &* 257 &+ UInt64(bytes[index]) }
        return key
    }
}
