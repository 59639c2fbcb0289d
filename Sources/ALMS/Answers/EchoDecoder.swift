/// Takes one layer of escapes off: `%41`, `=41`, `\u0041`, `\x41`, `\101`, `&#65;`, `&#x41;`.
enum EchoDecoder {
    /// The decoded units; nil when there is nothing to decode.
    static func decode(_ units: [EchoUnit]) -> [EchoUnit]? {
        guard units.contains(where: { isMark($0.scalar) }) else { return nil }
        var decoded: [EchoUnit] = []
        var bytes: [(byte: UInt8, start: Int, end: Int)] = []
        var place = 0
        var isChanged = false
        func flush() {
            decoded += joined(bytes)
            bytes = []
        }
        while place < units.count {
            let start = units[place].start
            if let (byte, next) = byte(units, place) {
                bytes.append((byte, start, units[next - 1].end))
                (place, isChanged) = (next, true)
            } else if let (scalar, next) = scalar(units, place) {
                flush()
                decoded.append(EchoUnit(scalar: scalar, start: start, end: units[next - 1].end))
                (place, isChanged) = (next, true)
            } else {
                flush()
                decoded.append(units[place])
                place += 1
            }
        }
        flush()
        return isChanged ? decoded : nil
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "%" || scalar == "=" || scalar == "\\" || scalar == "&"
    }

    /// One byte of an escape, and where it ends.
    private static func byte(_ units: [EchoUnit], _ place: Int) -> (UInt8, Int)? {
        switch units[place].scalar {
        case "%", "=": return number(units, place + 1, 2, 16).map { (UInt8(clamping: $0.0), $0.1) }
        case "\\" where place + 1 < units.count:
            if units[place + 1].scalar == "x" {
                return number(units, place + 2, 2, 16).map { (UInt8(clamping: $0.0), $0.1) }
            }
            guard let (value, next) = number(units, place + 1, 3, 8), value < 256 else {
                return nil
            }
            return (UInt8(value), next)
        default: return nil
        }
    }

    /// One scalar of an escape, and where it ends.
    private static func scalar(_ units: [EchoUnit], _ place: Int) -> (Unicode.Scalar, Int)? {
        switch units[place].scalar {
        case "\\" where place + 1 < units.count:
            if units[place + 1].scalar == "u", let (value, next) = number(units, place + 2, 4, 16) {
                return Unicode.Scalar(UInt32(value)).map { ($0, next) }
            }
            return units[place + 1].scalar == "\\" ? ("\\", place + 2) : nil
        case "&" where place + 1 < units.count && units[place + 1].scalar == "#":
            return reference(units, place + 2)
        default: return nil
        }
    }

    private static func reference(_ units: [EchoUnit], _ place: Int) -> (Unicode.Scalar, Int)? {
        guard place < units.count else { return nil }
        let isHexadecimal = units[place].scalar == "x" || units[place].scalar == "X"
        let radix: UInt32 = isHexadecimal ? 16 : 10
        let first = isHexadecimal ? place + 1 : place
        var (next, value) = (first, UInt32(0))
        while next < units.count, next < first + 7, let digit = digit(units[next].scalar, radix) {
            value = value * radix + digit
            next += 1
        }
        guard next > first, let scalar = Unicode.Scalar(value) else { return nil }
        if next < units.count, units[next].scalar == ";" { next += 1 }
        return (scalar, next)
    }

    private static func number(
        _ units: [EchoUnit],
        _ place: Int,
        _ count: Int,
        _ radix: UInt32
    ) -> (UInt32, Int)? {
        guard place + count <= units.count else { return nil }
        var value: UInt32 = 0
        for unit in units[place..<(place + count)] {
            guard let digit = digit(unit.scalar, radix) else { return nil }
            value = value * radix + digit
        }
        return (value, place + count)
    }

    private static func digit(_ scalar: Unicode.Scalar, _ radix: UInt32) -> UInt32? {
        let value: UInt32
        switch scalar.value {
        case 48...57: value = scalar.value - 48
        case 65...70: value = scalar.value - 55
        case 97...102: value = scalar.value - 87
        default: return nil
        }
        return value < radix ? value : nil
    }

    /// The scalars that a run of bytes is; each byte by itself where they are no UTF-8.
    private static func joined(
        _ bytes: [(byte: UInt8, start: Int, end: Int)]
    ) -> [EchoUnit] {
        guard !bytes.isEmpty else { return [] }
        guard let text = String(validating: bytes.map(\.byte), as: UTF8.self) else {
            return bytes.map {
                EchoUnit(scalar: Unicode.Scalar($0.byte), start: $0.start, end: $0.end)
            }
        }
        var place = 0
        return text.unicodeScalars.map { scalar in
            let length = scalar.utf8.count
            defer { place += length }
            let last = bytes[place + length - 1].end
            return EchoUnit(scalar: scalar, start: bytes[place].start, end: last)
        }
    }
}
