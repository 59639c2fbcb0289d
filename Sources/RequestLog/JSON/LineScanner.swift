/// Walks the top-level members of one stored line without building anything.
///
/// It checks the structure that the log's own writer makes (no spaces, balanced, texts closed), not
/// every rule of JSON; the hash of the line vouches for the rest.
struct LineScanner {
    private var place = 0

    /// Where the name and the value of a member stand, quotes of texts included.
    struct Member {
        let name: Range<Int>
        let value: Range<Int>
    }

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{"),
            bytes[bytes.count - 1] == UInt8(ascii: "}")
        else { return nil }
    }

    enum Step {
        case member(Member)
        case end
        case broken
    }

    mutating func next(_ bytes: Span<UInt8>) -> Step {
        let last = bytes.count - 1
        guard place < last else { return place == last && last == 1 ? .end : .broken }
        let opener = bytes[place]
        guard opener == UInt8(ascii: place == 0 ? "{" : ",") else { return .broken }
        place += 1
        guard place < last, bytes[place] == UInt8(ascii: "\"") else { return .broken }
        let name = place + 1
        guard skipText(bytes) else { return .broken }
        let nameEnd = place - 1
        guard place < last, bytes[place] == UInt8(ascii: ":") else { return .broken }
        place += 1
        let value = place
        guard skipValue(bytes), place <= last, place > value else { return .broken }
        return .member(Member(name: name..<nameEnd, value: value..<place))
    }

    /// Whether every member was read and nothing follows.
    func isAtEnd(_ bytes: Span<UInt8>) -> Bool { place == bytes.count - 1 }

    private mutating func skipText(_ bytes: Span<UInt8>) -> Bool {
        guard let end = LineScanner.endOfText(bytes, from: place) else { return false }
        place = end
        return true
    }

    /// Behind the closing quote of the text that begins at `start`; nil when it has none.
    ///
    /// Eight bytes at a time: most of a line is inside of texts.
    @inline(__always)
    private static func endOfText(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        let count = bytes.count
        var index = start + 1
        while index < count {
            if index + 8 <= count {
                let special = firstSpecial(bytes, at: index)
                index += special
                if special == 8 { continue }
            }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { return index + 1 }
            if byte < 0x20 { return nil }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Which of the next eight bytes is the first quote, backslash or control character; 8 if none.
    @inline(__always)
    static func firstSpecial(_ bytes: Span<UInt8>, at index: Int) -> Int {
        let word = UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: index,
                as: UInt64.self
            )
        )
        return JSONWriter.specials(word).trailingZeroBitCount / 8
    }

    private mutating func skipValue(_ bytes: Span<UInt8>) -> Bool {
        guard place < bytes.count else { return false }
        switch bytes[place] {
        case UInt8(ascii: "\""): return skipText(bytes)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested(bytes)
        default: return skipWord(bytes)
        }
    }

    private mutating func skipWord(_ bytes: Span<UInt8>) -> Bool {
        let last = bytes.count - 1
        while place < last {
            switch bytes[place] {
            case UInt8(ascii: ","): return true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"):
                place += 1
            default: return false
            }
        }
        return true
    }

    /// Digits, lower-case letters, `-`, `,` and `:`, which stand in lists and objects beside texts.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x07FF_3000_0000_0000
        let high: UInt64 = 0x07FF_FFFE_0000_0000
        return byte < 64
            ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    private mutating func skipNested(_ bytes: Span<UInt8>) -> Bool {
        let count = bytes.count
        var depth = 0
        var index = place
        while index < count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard let end = LineScanner.endOfText(bytes, from: index) else { return false }
                index = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case let byte where !LineScanner.isPlain(byte): return false
            default: break
            }
            index += 1
            if depth == 0 {
                place = index
                return true
            }
        }
        return false
    }
}
