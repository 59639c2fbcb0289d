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
    /// Whether the clock went back before it.
    public internal(set) var clockWentBack = false
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
        case 3 where LogHeader.equals(bytes, name, "ref"):
            guard let value = LogHeader.number(bytes, member.value) else { return false }
            ref = value
        case 4 where LogHeader.equals(bytes, name, "kind"):
            guard
                let found = LogKind.allCases.first(where: {
                    LogHeader.equals(bytes, LogHeader.inside(member.value), $0.rawValue)
                })
            else { return false }
            kind = found
            seen |= Seen.kind
        case 4 where LogHeader.equals(bytes, name, "call"):
            guard let value = LogHeader.number(bytes, member.value) else { return false }
            call = value
        case 5 where LogHeader.equals(bytes, name, "class"):
            `class` = LogClass.allCases.first {
                LogHeader.equals(bytes, LogHeader.inside(member.value), $0.rawValue)
            }
        case 6 where LogHeader.equals(bytes, name, "tsback"):
            clockWentBack = true
        default: break
        }
        return true
    }

    private static func inside(_ range: Range<Int>) -> Range<Int> {
        range.count >= 2 ? range.lowerBound + 1..<range.upperBound - 1 : range
    }

    private static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: String) -> Bool {
        guard text.utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
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
