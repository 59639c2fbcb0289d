/// Memory that lines are written into, some hundred tiny pieces each.
///
/// Unsafe, unlike its neighbours: the checks and copies of an array's appends cost more than all
/// the rest of an entry.
@safe
struct LineWriter: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes were written.
    private(set) var count = 0

    init(capacity: Int) {
        unsafe memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { unsafe memory.deallocate() }

    /// Forgets what was written from `start` on.
    mutating func remove(from start: Int) { count = min(count, start) }

    /// What was written, as an array.
    var bytes: [UInt8] { unsafe withBytes { unsafe [UInt8]($0) } }

    /// What was written, where it lies.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    /// Overwrites a byte that was written.
    mutating func set(_ place: Int, to byte: UInt8) {
        precondition(place < count)
        unsafe memory[place] = byte
    }

    @inline(__always)
    private mutating func ensure(_ more: Int) {
        if unsafe count + more > memory.count { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(2 * memory.count, count + more, 256),
            alignment: 16
        )
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        unsafe memory.deallocate()
        unsafe memory = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        ensure(1)
        unsafe memory[count] = byte
        count += 1
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard unsafe !bytes.isEmpty else { return }
        ensure(bytes.count)
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ bytes: [UInt8]) { append(bytes, 0..<bytes.count) }

    mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
        unsafe bytes.withUnsafeBytes { unsafe copy(UnsafeRawBufferPointer(rebasing: $0[range])) }
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
        var place = count
        unsafe memory[place] = UInt8(ascii: "\"")
        place += 1
        var from = 0
        var specials: UInt64 = 0
        while from + 8 <= text.count {
            let word = unsafe text.loadUnaligned(fromByteOffset: from, as: UInt64.self)
            specials |= JSONWriter.specials(word)
            unsafe memory.storeBytes(of: word, toByteOffset: place + from, as: UInt64.self)
            from += 8
        }
        var isPlain = specials == 0
        while from < text.count {
            let byte = unsafe text[from]
            isPlain = isPlain && !JSONWriter.isSpecial(byte)
            unsafe memory[place + from] = byte
            from += 1
        }
        guard isPlain else { return false }
        unsafe memory[place + from] = UInt8(ascii: "\"")
        count = place + from + 1
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
            unsafe memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            place -= 1
        }
        count += digits
    }

    @inline(__always)
    mutating func append(hex byte: UInt8) {
        append(hexDigit(byte >> 4))
        append(hexDigit(byte & 15))
    }

    mutating func append(hex bytes: [UInt8]) {
        ensure(2 * bytes.count)
        for byte in bytes { append(hex: byte) }
    }

    /// 64 lower-case digits.
    mutating func append(hex hash: TreeHash) {
        ensure(64)
        append(hexWord: hash.words.0)
        append(hexWord: hash.words.1)
        append(hexWord: hash.words.2)
        append(hexWord: hash.words.3)
    }

    private mutating func append(hexWord word: UInt64) {
        var rest = word.littleEndian
        for _ in 0..<8 {
            append(hex: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
