extension LogHeader {
    /// The header of an intent or outcome that a signed head vouches for, without a scan of the whole
    /// line: found by what the log's own writer puts at its two ends.
    ///
    /// Nil for every line that does not look like it; the full scan says then what it is.
    init?(signed bytes: Span<UInt8>) {
        var end = bytes.count
        guard end > 80, LogHeader.stands(",\"v\":1}", in: bytes, at: end - 7) else { return nil }
        end -= 7
        guard LogHeader.stands(",\"ts\":\"", in: bytes, at: end - 35),
            let time = Stamp.parse(bytes.extracting(end - 28..<end - 1))
        else { return nil }
        end -= 35
        microseconds = time
        if LogHeader.stands("{\"attempt\":", in: bytes, at: 0) {
            kind = .intent
        } else if LogHeader.stands("{\"class\":", in: bytes, at: 0) {
            kind = .outcome
        } else {
            return nil
        }
        guard let start = LogHeader.place(of: kind, in: bytes, &followsHead),
            let number = LogHeader.number(",\"seq\":", in: bytes, before: end)
        else { return nil }
        seq = number.value
        if kind == .intent { return }
        guard let number = LogHeader.number(",\"ref\":", in: bytes, before: number.start),
            number.start > start
        else { return nil }
        ref = number.value
    }

    @inline(__always)
    private static func stands(_ text: StaticString, in bytes: Span<UInt8>, at start: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard start >= 0, start + count <= bytes.count else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<count where unsafe bytes[start + index] != text[index] {
                return false
            }
            return true
        }
    }

    /// Where the member `kind` begins; quotes inside of texts are escaped, so none is taken for it.
    private static func place(
        of kind: LogKind,
        in bytes: Span<UInt8>,
        _ followsHead: inout Bool
    ) -> Int? {
        var place = 1
        while place + 8 <= bytes.count {
            let special = LineScanner.firstSpecial(bytes, at: place)
            place += special
            if special == 8 { continue }
            if bytes[place] == UInt8(ascii: "\""), bytes[place - 1] == UInt8(ascii: ",") {
                let isKind =
                    kind == .intent
                    ? stands("\"kind\":\"intent\",", in: bytes, at: place)
                    : stands("\"kind\":\"outcome\",", in: bytes, at: place)
                if isKind { return place }
                if stands("\"kind\":", in: bytes, at: place) { return nil }
                if stands("\"head\":", in: bytes, at: place) { followsHead = true }
            }
            place += 1
        }
        return nil
    }

    /// The number of the last member of that name that begins before `end`.
    private static func number(
        _ name: StaticString,
        in bytes: Span<UInt8>,
        before end: Int
    ) -> (value: Int, start: Int)? {
        let count = name.utf8CodeUnitCount
        var place = end - count - 1
        while place > 0 {
            if bytes[place] == UInt8(ascii: ","), stands(name, in: bytes, at: place) {
                var value = 0
                var index = place + count
                while index < bytes.count, index - place < count + 17 {
                    let digit = bytes[index] &- UInt8(ascii: "0")
                    if digit > 9 { break }
                    value = value * 10 + Int(digit)
                    index += 1
                }
                guard index > place + count, bytes[index] == UInt8(ascii: ",") else { return nil }
                return (value, place)
            }
            place -= 1
        }
        return nil
    }
}
