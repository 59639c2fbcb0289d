/// Memory that lines are written into, some hundred tiny pieces each.
///
/// Unsafe, unlike its neighbours: the checks and copies of an array's appends cost more than all
/// the rest of an entry.
@safe
struct LineWriter: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    /// How many bytes were written.
    private(set) var count = 0

    /// Texts and digits are written eight bytes at a time, beyond their end too.
    private static let slack = 8

    init(capacity: Int) {
        self.capacity = capacity + LineWriter.slack
        unsafe memory = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe memory.deallocate() }

    /// Forgets what was written from `start` on.
    mutating func remove(from start: Int) { count = min(count, start) }

    /// What was written, as an array.
    var bytes: [UInt8] { unsafe withBytes { unsafe [UInt8]($0) } }

    /// What was written, where it lies.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// Ends the writing and keeps what was written where it lies.
    consuming func finish() -> LineBytes {
        let bytes = unsafe LineBytes(memory, count)
        discard self
        return bytes
    }

    /// Overwrites a byte that was written.
    mutating func set(_ place: Int, to byte: UInt8) {
        precondition(place >= 0 && place < count)
        unsafe memory.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
    }

    @inline(__always)
    private mutating func ensure(_ more: Int) {
        if count + more + LineWriter.slack > capacity { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        let larger = max(2 * capacity, count + more + LineWriter.slack, 256)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        unsafe moved.copyMemory(from: memory, byteCount: count)
        unsafe memory.deallocate()
        unsafe memory = moved
        capacity = larger
    }

    /// Eight bytes at a place, of which only some may count; `ensure` has seen to the room.
    @inline(__always)
    private func put(_ word: UInt64, at place: Int) {
        unsafe memory.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        ensure(1)
        unsafe memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        ensure(bytes.count)
        unsafe (memory + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe copy($0) } }

    /// A part of what another writer finished.
    mutating func append(_ bytes: LineBytes, _ range: Range<Int>) {
        unsafe bytes.withBytes(range) { unsafe copy($0) }
    }

    mutating func append(text: String) {
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
            unsafe copy(UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in text.utf8 { append(byte) } }
    }

    /// A JSON text with its quotes.
    mutating func append(json text: String) {
        let isPlain: Bool? = unsafe text.utf8.withContiguousStorageIfAvailable {
            unsafe quote(UnsafeRawBufferPointer($0))
        }
        if isPlain == true { return }
        append(UInt8(ascii: "\""))
        for byte in text.utf8 { append(escaping: byte) }
        append(UInt8(ascii: "\""))
    }

    /// Copies a text between quotes, eight bytes at a time; false, and nothing written, when a byte of
    /// it needs an escape, as in nearly no text.
    @inline(__always)
    private mutating func quote(_ text: UnsafeRawBufferPointer) -> Bool {
        ensure(text.count + 2)
        unsafe memory.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count, as: UInt8.self)
        let start = count + 1
        var from = 0
        var specials: UInt64 = 0
        while from + 8 <= text.count {
            let word = unsafe text.loadUnaligned(fromByteOffset: from, as: UInt64.self)
            specials |= JSONWriter.specials(word)
            put(word, at: start + from)
            from += 8
        }
        if from < text.count {
            let word = unsafe EightBytes.tail(text, from: from, filler: UInt8(ascii: " "))
            specials |= JSONWriter.specials(word)
            put(word, at: start + from)
        }
        guard specials == 0 else { return false }
        let end = start + text.count
        unsafe memory.storeBytes(of: UInt8(ascii: "\""), toByteOffset: end, as: UInt8.self)
        count = end + 1
        return true
    }

    private mutating func append(escaping byte: UInt8) {
        guard JSONWriter.isSpecial(byte) else { return append(byte) }
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 8: append(UInt8(ascii: "b"))
        case 9: append(UInt8(ascii: "t"))
        case 10: append(UInt8(ascii: "n"))
        case 12: append(UInt8(ascii: "f"))
        case 13: append(UInt8(ascii: "r"))
        default:
            append("u00")
            append(hex: byte)
        }
    }

    mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var digits = 1
        var bound: UInt = 10
        while digits < 19, rest >= bound {
            digits += 1
            bound *= 10
        }
        ensure(digits)
        var place = count + digits - 1
        while place >= count {
            let digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            unsafe memory.storeBytes(of: digit, toByteOffset: place, as: UInt8.self)
            rest /= 10
            place -= 1
        }
        count += digits
    }

    private mutating func append(hex byte: UInt8) {
        append(hexDigit(byte >> 4))
        append(hexDigit(byte & 15))
    }

    /// 32 lower-case digits.
    mutating func append(hex nonce: Nonce) {
        append(hexWord: nonce.words.0)
        append(hexWord: nonce.words.1)
    }

    /// 64 lower-case digits.
    mutating func append(hex hash: TreeHash) {
        append(hexWord: hash.words.0)
        append(hexWord: hash.words.1)
        append(hexWord: hash.words.2)
        append(hexWord: hash.words.3)
    }

    /// 16 digits for eight bytes as they lie in memory.
    private mutating func append(hexWord word: UInt64) {
        ensure(16)
        let bytes = word.littleEndian
        put(EightBytes.hexDigits(UInt32(truncatingIfNeeded: bytes)), at: count)
        put(EightBytes.hexDigits(UInt32(truncatingIfNeeded: bytes >> 32)), at: count + 8)
        count += 16
    }
}
