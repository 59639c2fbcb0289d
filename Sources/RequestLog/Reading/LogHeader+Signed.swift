extension LogHeader {
    /// The header of an intent or outcome that a signed head vouches for, without its time.
    ///
    /// Found by what the log's own writer puts at the line's two ends, without a scan of the whole.
    /// Nil for every line that does not look like it; the full scan says then what it is.
    init?(signed bytes: Span<UInt8>) {
        let end = bytes.count - Signed.end
        guard end > 40, Signed.stands(",\"v\":1}", in: bytes, at: bytes.count - 7),
            Signed.stands(",\"ts\":\"", in: bytes, at: end)
        else { return nil }
        if Signed.stands("{\"attempt\":", in: bytes, at: 0) {
            kind = .intent
        } else if let place = Signed.outcomeClass(in: bytes) {
            kind = .outcome
            self.class = Signed.word(in: bytes, at: place)
        } else {
            return nil
        }
        guard let start = Signed.place(of: kind, in: bytes, &followsHead), takeOwn(bytes) else {
            return nil
        }
        // In an intent it is the last member before the time.
        let from = kind == .intent ? max(start, end - 24) : start
        guard let number = Signed.number(",\"seq\":", in: bytes, from: from, before: end) else {
            return nil
        }
        seq = number.value
        if kind == .intent { return }
        guard
            let number = Signed.number(
                ",\"ref\":",
                in: bytes,
                from: start,
                before: number.start
            )
        else { return nil }
        ref = number.value
    }

    /// An intent's call, which stands behind the attempt; an outcome has its class already.
    private mutating func takeOwn(_ bytes: Span<UInt8>) -> Bool {
        if kind == .outcome { return self.class != nil }
        guard let comma = ByteSearch.first(UInt8(ascii: ","), in: bytes, from: 11, to: 31),
            Signed.stands(",\"call\":", in: bytes, at: comma)
        else { return false }
        call = Signed.number(in: bytes, from: comma + 8)
        return call != nil
    }

    /// Finding members by their names' bytes: quotes inside of texts are escaped, so no text is taken
    /// for a name.
    private enum Signed {
        /// How long `,"ts":"2026-11-24T08:30:00.123456Z","v":1}` is.
        static let end = 42

        @inline(__always)
        static func stands(_ text: StaticString, in bytes: Span<UInt8>, at start: Int) -> Bool {
            let count = text.utf8CodeUnitCount
            guard start >= 0, start + count <= bytes.count else { return false }
            return text.withUTF8Buffer { text in
                for index in 0..<count where unsafe bytes[start + index] != text[index] {
                    return false
                }
                return true
            }
        }

        /// Where an outcome's class stands: in the first member, or behind the time of the answer.
        static func outcomeClass(in bytes: Span<UInt8>) -> Int? {
            if stands("{\"class\":\"", in: bytes, at: 0) { return 10 }
            guard stands("{\"at\":", in: bytes, at: 0),
                let comma = ByteSearch.first(UInt8(ascii: ","), in: bytes, from: 6, to: 26),
                stands(",\"class\":\"", in: bytes, at: comma)
            else { return nil }
            return comma + 10
        }

        /// The class that is written from `place` on.
        static func word(in bytes: Span<UInt8>, at place: Int) -> LogClass? {
            if stands("ok\",", in: bytes, at: place) { return .ok }
            if stands("refused\",", in: bytes, at: place) { return .refused }
            if stands("failed\",", in: bytes, at: place) { return .failed }
            if stands("unknown\",", in: bytes, at: place) { return .unknown }
            return stands("skipped\",", in: bytes, at: place) ? .skipped : nil
        }

        /// Where the member `kind` begins, behind its comma.
        static func place(
            of kind: LogKind,
            in bytes: Span<UInt8>,
            _ followsHead: inout Bool
        ) -> Int? {
            guard let place = first(",\"kind\":", in: bytes, before: bytes.count) else {
                return nil
            }
            let isKind =
                kind == .intent
                ? stands("\"intent\",", in: bytes, at: place + 8)
                : stands("\"outcome\",", in: bytes, at: place + 8)
            followsHead = first(",\"head\":", in: bytes, before: place) != nil
            return isKind ? place + 1 : nil
        }

        /// The first place of a name with its comma and quotes, found by the name's first letter.
        private static func first(
            _ name: StaticString,
            in bytes: Span<UInt8>,
            from start: Int = 0,
            before end: Int
        ) -> Int? {
            let letter = unsafe name.utf8Start[2]
            var from = start + 2
            while let place = ByteSearch.first(letter, in: bytes, from: from, to: end) {
                if stands(name, in: bytes, at: place - 2) { return place - 2 }
                from = place + 1
            }
            return nil
        }

        /// The number of the last member of that name between two places.
        static func number(
            _ name: StaticString,
            in bytes: Span<UInt8>,
            from start: Int,
            before end: Int
        ) -> (value: Int, start: Int)? {
            var last: Int?
            var from = start
            while let place = first(name, in: bytes, from: from, before: end) {
                last = place
                from = place + 1
            }
            guard let last else { return nil }
            return number(in: bytes, from: last + name.utf8CodeUnitCount).map { ($0, last) }
        }

        /// Digits up to a comma.
        static func number(in bytes: Span<UInt8>, from start: Int) -> Int? {
            var value = 0
            var index = start
            while index < bytes.count, index < start + 17 {
                let digit = bytes[index] &- UInt8(ascii: "0")
                if digit > 9 { break }
                value = value * 10 + Int(digit)
                index += 1
            }
            guard index > start, index < bytes.count, bytes[index] == UInt8(ascii: ",") else {
                return nil
            }
            return value
        }
    }
}
