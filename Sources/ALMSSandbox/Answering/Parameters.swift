import ALMS

/// The parameters of a request as they were read from its form or query.
struct Parameters {
    private var items: [(name: String, value: String)] = []

    /// Reads `name=value&…`; nil for a broken escape or bytes that are not UTF-8.
    init?(_ bytes: some Sequence<UInt8>) {
        items.reserveCapacity(16)
        var name: [UInt8]?
        var text: [UInt8] = []
        var iterator = bytes.makeIterator()
        var next = iterator.next()
        while true {
            switch next {
            case UInt8(ascii: "=") where name == nil:
                name = text
                text.removeAll(keepingCapacity: true)
            case nil, UInt8(ascii: "&"):
                guard append(name ?? text, name == nil ? [] : text) else { return nil }
                name = nil
                text.removeAll(keepingCapacity: true)
                if next == nil { return }
            case UInt8(ascii: "+"): text.append(32)
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(Self.digit),
                    let low = iterator.next().flatMap(Self.digit)
                else { return nil }
                text.append(high << 4 | low)
            case .some(let byte): text.append(byte)
            }
            next = iterator.next()
        }
    }

    /// The first value under `name`; nil when there is none.
    subscript(name: ParameterName) -> String? {
        let wanted = name.rawValue
        return items.first { $0.name == wanted }?.value
    }

    /// All of them as they came, decoded.
    var text: String { items.map { "\($0.name)=\($0.value)" }.joined(separator: "&") }

    private mutating func append(_ name: [UInt8], _ value: [UInt8]) -> Bool {
        if name.isEmpty, value.isEmpty { return true }
        guard let name = String(validating: name, as: UTF8.self),
            let value = String(validating: value, as: UTF8.self)
        else { return false }
        items.append((name, value))
        return true
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
