/// Finds texts in another one under the forms that ``EchoMask`` names, and puts dots in their place.
struct EchoSearch {
    private let source: [Unicode.Scalar]
    private var isHidden: [Bool]

    init(_ text: some Sequence<Unicode.Scalar>) {
        source = Array(text)
        isHidden = Array(repeating: false, count: source.count)
    }

    /// Hides every form of `secrets`, in part too, and of `whole`.
    mutating func hide(secrets: [String], whole: [String]) {
        // Most answers are a few Chinese words, which no code of anything hides in.
        let isCoded = source.contains { EchoUnit.fold($0)?.isASCII == true }
        let forms = isCoded ? EchoNeedle.all : EchoNeedle.plain
        var needles: [EchoNeedle] = []
        for text in Set(secrets) { needles += forms(text, true) }
        for text in Set(whole) { needles += forms(text, false) }
        var units = source.enumerated().map { EchoUnit(scalar: $1, start: $0, end: $0 + 1) }
        // An echo of an echo is escaped twice; more often nobody does it.
        for _ in 0..<4 {
            let plain = units.compactMap(\.folded)
            for needle in needles { hide(needle, in: plain) }
            guard let decoded = EchoDecoder.decode(units) else { return }
            units = decoded
        }
    }

    /// The text with dots.
    var result: String {
        guard isHidden.contains(true) else { return String(String.UnicodeScalarView(source)) }
        var text = String.UnicodeScalarView()
        for (place, scalar) in source.enumerated() {
            if !isHidden[place] {
                text.append(scalar)
            } else if place == 0 || !isHidden[place - 1] {
                text.append(contentsOf: EchoMask.dots.unicodeScalars)
            }
        }
        return String(text)
    }

    private mutating func hide(_ needle: EchoNeedle, in units: [EchoUnit]) {
        let length = needle.window
        guard length > 0, units.count >= length else { return }
        for place in 0...(units.count - length) {
            let window = units[place..<(place + length)]
            guard needle.begins(with: window[place].scalar.value) else { continue }
            guard needle.contains(window), let last = window.last else { continue }
            let range = window[place].start..<last.end
            guard !needle.isWord || isWord(range) else { continue }
            for hidden in range { isHidden[hidden] = true }
        }
    }

    /// Whether neither a letter nor a digit of ASCII stands beside `range`.
    private func isWord(_ range: Range<Int>) -> Bool {
        let before = range.lowerBound > 0 ? EchoUnit.fold(source[range.lowerBound - 1]) : nil
        let after =
            range.upperBound < source.count ? EchoUnit.fold(source[range.upperBound]) : nil
        return before?.isASCII != true && after?.isASCII != true
    }
}

/// One scalar, and where in the source it stands.
struct EchoUnit {
    var scalar: Unicode.Scalar
    var start: Int
    var end: Int

    /// As it is compared: small letters, ASCII for full-width, nothing for separators.
    var folded: EchoUnit? {
        guard let scalar = Self.fold(scalar) else { return nil }
        return EchoUnit(scalar: scalar, start: start, end: end)
    }

    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        switch value {
        case 65...90: return Unicode.Scalar(value + 32)
        case 48...57, 97...122: return Unicode.Scalar(value)
        case 0..<128, 0x80..<0xA0: return nil
        default: break
        }
        switch scalar.properties.generalCategory {
        case .format, .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: return nil
        default: return Unicode.Scalar(value)
        }
    }
}

/// One form of a text that is looked for, as it is compared.
struct EchoNeedle {
    private let scalars: [UInt32]
    /// How many scalars in a row of it are hidden.
    let window: Int
    /// Whether it is so short that it counts only as a word of its own: Lin is in ONLINE.
    let isWord: Bool
    private let firsts: Set<UInt32>

    private init?(_ text: some Sequence<Unicode.Scalar>, inPart: Bool) {
        scalars = text.compactMap { EchoUnit.fold($0)?.value }
        let count = scalars.count
        guard count > 0 else { return nil }
        window = inPart && count >= 6 ? max(4, (2 * count + 2) / 3) : count
        isWord = count < 6 && scalars.allSatisfy { $0 < 128 }
        firsts = Set(scalars[...(count - window)])
    }

    /// Whether a window may begin with this scalar.
    func begins(with scalar: UInt32) -> Bool { firsts.contains(scalar) }

    /// Whether `units`, a window of them, stand somewhere in it.
    func contains(_ units: ArraySlice<EchoUnit>) -> Bool {
        for start in 0...(scalars.count - window) {
            let part = scalars[start..<(start + window)]
            if zip(part, units).allSatisfy({ $0 == $1.scalar.value }) { return true }
        }
        return false
    }

    /// `text` as it is.
    static func plain(_ text: String, inPart: Bool) -> [EchoNeedle] {
        EchoNeedle(text.unicodeScalars, inPart: inPart).map { [$0] } ?? []
    }

    /// Every form of `text`.
    static func all(_ text: String, inPart: Bool) -> [EchoNeedle] {
        let plain = Array(text.unicodeScalars)
        var needles = Self.plain(text, inPart: inPart)
        guard plain.count > 2 || text.utf8.count > 5 else { return needles }
        let bytes = Array(text.utf8)
        let coded =
            [Hexadecimal.text(bytes)] + (0..<3).map { Base64Core.text(bytes, behind: $0) }
        for form in coded where form.utf8.count >= 6 {
            if let needle = EchoNeedle(form.unicodeScalars, inPart: inPart) {
                needles.append(needle)
            }
        }
        if let needle = EchoNeedle(plain.reversed(), inPart: inPart) { needles.append(needle) }
        return needles
    }
}

/// The digits of base64 that tell of given bytes alone, whatever stands around them.
enum Base64Core {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The digits of `bytes` behind so many other ones, 0 to 2.
    static func text(_ bytes: [UInt8], behind offset: Int) -> String {
        let first = (offset * 8 + 5) / 6
        let last = (offset + bytes.count) * 8 / 6
        guard first < last else { return "" }
        let padded = Array(repeating: 0, count: offset) + bytes
        var text: [UInt8] = []
        for place in first..<last {
            let bit = place * 6
            let high = Int(padded[bit / 8]) << 8
            let low = bit / 8 + 1 < padded.count ? Int(padded[bit / 8 + 1]) : 0
            text.append(digits[(high | low) >> (10 - bit % 8) & 63])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
