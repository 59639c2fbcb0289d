import ALMS
public import Register

/// What could be typed next.
public struct Completion: Sendable, Equatable {
    /// The byte of the line from which a candidate replaces what stands there.
    public let start: Int
    /// The candidates, A to Z; each begins with what stands there.
    public let candidates: [String]
}

/// Completes typed lines from the declarations, the session and the register.
public struct ScriptCompletion {
    /// Where ids come from; nil: none.
    private let view: RegisterView?
    /// The names under a path of the session's globals.
    private let names: ([String]) -> [String]

    /// - Parameters:
    ///   - view: where ids come from; nil: none.
    ///   - names: the names under a path of the session's globals; `[]` asks for the globals.
    public init(view: RegisterView?, names: @escaping ([String]) -> [String] = { _ in [] }) {
        self.view = view
        self.names = names
    }

    /// Candidates for the word that ends `text`.
    ///
    /// - Parameter text: everything before the cursor, earlier lines of the same input included.
    /// - Returns: what may stand there, and from where it replaces what does.
    public func candidates(_ text: String) -> Completion {
        let bytes = Array(text.utf8)
        if let start = Self.openText(bytes) { return inText(bytes, start) }
        let start = Self.wordStart(bytes)
        return Self.fitting(names(bytes, start), bytes, start)
    }

    /// Candidates for a selection of the command line: `building=B001 kind=password`.
    public func selection(_ text: String, ofGrants: Bool) -> Completion {
        let bytes = Array(text.utf8)
        let start = (bytes.lastIndex(of: 32) ?? -1) + 1
        let fields = ofGrants ? Declaration.grantSelector : Declaration.doorSelector
        guard let sign = bytes[start...].firstIndex(of: UInt8(ascii: "=")) else {
            return Self.fitting(fields.map { $0.name + "=" }, bytes, start)
        }
        let key = String(decoding: bytes[start..<sign], as: UTF8.self)
        let given = text.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1) }
        func value(_ key: String) -> String? {
            given.first { $0.count == 2 && $0[0] == key }.map { String($0[1]) }
        }
        let found = texts(of: key, in: fields, value)
        return Self.fitting(found, bytes, sign + 1)
    }

    // MARK: Names

    private func names(_ bytes: [UInt8], _ start: Int) -> [String] {
        if start > 0, [UInt8(ascii: "."), UInt8(ascii: ":")].contains(bytes[start - 1]) {
            let owner = Self.path(bytes, before: start - 1)
            return members(owner, isMethod: bytes[start - 1] == UInt8(ascii: ":"))
        }
        if let function = Self.openCall(bytes), Self.isKeyPlace(bytes, start) {
            return function.options.map { $0.name + " = " }
        }
        let globals = ["yeeuu", "help"] + StandardLibrary.globals + names([])
        return globals.filter { !$0.hasPrefix("__") } + LuaToken.keywords
    }

    /// What may follow `owner` and a dot or a colon.
    private func members(_ owner: String, isMethod: Bool) -> [String] {
        if owner == "yeeuu" { return Declaration.memberNames }
        if owner.hasPrefix("yeeuu.") { return Declaration.names(in: String(owner.dropFirst(6))) }
        let library = StandardLibrary.names(in: owner)
        if !library.isEmpty { return library }
        let own = owner.isEmpty || owner.contains(":") ? [] : names(Self.parts(owner))
        if own.isEmpty {
            return isMethod ? Self.methods : Declaration.classes.flatMap { $0.fields.map(\.name) }
        }
        let kind = Declaration.classes.first { Set($0.names) == Set(own) }
        if let kind { return (isMethod ? kind.methods.map(\.name) : kind.fields.map(\.name)) }
        return own
    }

    private static let methods = Declaration.classes.flatMap { $0.methods.map(\.name) }

    private static func parts(_ path: String) -> [String] {
        path.split(separator: ".").map { String($0) }
    }

    /// The dotted words that end before `end`.
    private static func path(_ bytes: [UInt8], before end: Int) -> String {
        var start = end
        while start > 0, isWord(bytes[start - 1]) || [46, 58].contains(bytes[start - 1]) {
            start -= 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Whether a key may stand at `start`: after `{`, a comma or a semicolon.
    private static func isKeyPlace(_ bytes: [UInt8], _ start: Int) -> Bool {
        let before = bytes[..<start].last { !isBlank($0) }
        return before.map { [UInt8(ascii: "{"), UInt8(ascii: ","), 59].contains($0) } ?? false
    }

    /// The function whose `{` is open at the end.
    private static func openCall(_ bytes: [UInt8]) -> ScriptFunction? {
        var depth = 0
        for position in bytes.indices.reversed() {
            if bytes[position] == UInt8(ascii: "}") { depth += 1 }
            guard bytes[position] == UInt8(ascii: "{") else { continue }
            depth -= 1
            if depth >= 0 { continue }
            var end = position
            while end > 0, isBlank(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "(") {
                end -= 1
            }
            return function(path(bytes, before: end))
        }
        return nil
    }

    private static func function(_ path: String) -> ScriptFunction? {
        if path.hasPrefix("yeeuu.") { return Declaration.function(String(path.dropFirst(6))) }
        guard let name = path.split(separator: ":").last, path.contains(":") else { return nil }
        return Declaration.classes.lazy.flatMap(\.methods).first { $0.name == name }
    }

    // MARK: Texts

    private func inText(_ bytes: [UInt8], _ start: Int) -> Completion {
        var end = start - 1
        while end > 0, Self.isBlank(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "=") {
            end -= 1
        }
        let key = Self.path(bytes, before: end)
        let fields = Self.openCall(Array(bytes[..<start]))?.options ?? []
        let line = String(decoding: bytes, as: UTF8.self)
        let found = texts(of: key, in: fields) { Self.value(of: $0, in: line) }
        return Self.fitting(found, bytes, start)
    }

    /// What the field `key` may hold, given what the others hold.
    private func texts(
        of key: String,
        in fields: [ScriptField],
        _ value: (String) -> String?
    ) -> [String] {
        let building = value("building") ?? value("buildingId")
        switch key {
        case "building", "buildingId": return (try? view?.buildings()) ?? []
        case "code", "door", "unit", "name":
            var selector = DoorSelector.all
            if let building { selector = DoorSelector(building: building) }
            let doors = ((try? view?.doors(selector)) ?? []).filter { row in
                key == "code" || value("code").map { $0 == row.key.code } ?? true
            }
            return doors.map { Self.text(key, of: $0) }.filter { !$0.isEmpty }
        default:
            if case .choice(let choices)? = fields.first(where: { $0.name == key })?.type {
                return choices
            }
            return []
        }
    }

    private static func text(_ key: String, of row: DoorRow) -> String {
        switch key {
        case "code": row.key.code
        case "door": row.key.door
        case "unit": row.apartment.unit
        default: row.apartment.name
        }
    }

    /// The text of `key = "text"` in `line`.
    private static func value(of key: String, in line: String) -> String? {
        let pattern = try? Regex("\\b\(key)\\s*=\\s*[\"']([^\"']*)[\"']")
        let match = pattern.flatMap { line.firstMatch(of: $0) }
        return match.flatMap { $0.output[1].substring.map { String($0) } }
    }

    /// Where the text that is open at the end begins; nil when none is.
    private static func openText(_ bytes: [UInt8]) -> Int? {
        var quote: UInt8?
        var start = 0
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote != nil {
                isEscaped = true
            } else if let open = quote {
                if byte == open || byte == 10 { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                start = index + 1
            }
        }
        return quote == nil ? nil : start
    }

    // MARK: Bytes

    private static func fitting(_ names: [String], _ bytes: [UInt8], _ start: Int) -> Completion {
        let typed = String(decoding: bytes[start...], as: UTF8.self)
        let found = Set(names.filter { $0.hasPrefix(typed) }).sorted()
        return Completion(start: start, candidates: found)
    }

    private static func wordStart(_ bytes: [UInt8]) -> Int {
        var start = bytes.count
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        return start
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == 95
    }
}
