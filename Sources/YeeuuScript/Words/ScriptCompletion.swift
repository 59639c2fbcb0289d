import ALMS
public import Register

/// What could be typed next.
public struct Completion: Sendable, Equatable {
    /// The byte of the line from which a candidate replaces what stands there.
    public let start: Int
    /// The candidates, A to Z.
    public let candidates: [String]
}

/// Completes typed lines from the declarations and the register.
public enum ScriptCompletion {
    private static let globals = [
        "yeeuu", "help", "assert", "collectgarbage", "coroutine", "error", "getmetatable", "ipairs",
        "load", "math", "next", "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen",
        "rawset", "require", "select", "setmetatable", "string", "table", "tonumber", "tostring",
        "type", "utf8", "xpcall",
    ]
    private static let libraries: [String: [String]] = [
        "coroutine": [
            "close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield",
        ],
        "math": [
            "abs", "ceil", "floor", "fmod", "huge", "max", "maxinteger", "min", "mininteger", "pi",
            "random", "sqrt", "tointeger", "type", "ult",
        ],
        "os": ["clock", "date", "difftime", "time"],
        "string": [
            "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep",
            "reverse", "sub", "upper",
        ],
        "table": ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
        "utf8": ["char", "charpattern", "codepoint", "codes", "len", "offset"],
    ]

    /// Candidates for the word that ends at `cursor`.
    ///
    /// - Parameters:
    ///   - line: everything typed so far, earlier lines of the same input included.
    ///   - cursor: the byte of `line` at which the cursor stands.
    ///   - view: where ids come from; nil: none.
    /// - Returns: what may stand there, and from where it replaces what does.
    public static func candidates(line: String, cursor: Int, view: RegisterView?) -> Completion {
        let bytes = Array(line.utf8.prefix(max(0, cursor)))
        if let text = openText(bytes) { return ids(bytes, text, view) }
        var start = bytes.count
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        let word = String(decoding: bytes[start...], as: UTF8.self)
        let names = names(bytes, start)
        let found = Set(names.filter { $0.hasPrefix(word) }).sorted()
        return Completion(start: start, candidates: found)
    }

    private static func names(_ bytes: [UInt8], _ start: Int) -> [String] {
        if start > 0, bytes[start - 1] == UInt8(ascii: ":") { return methods }
        if start > 0, bytes[start - 1] == UInt8(ascii: ".") { return members(bytes, start - 1) }
        if let function = openCall(bytes) { return function.options.map { $0.name + " = " } }
        return globals
    }

    private static let methods = Declaration.classes.flatMap { $0.methods.map(\.name) }

    private static func members(_ bytes: [UInt8], _ dot: Int) -> [String] {
        let owner = path(bytes, before: dot)
        if owner == "yeeuu" { return Declaration.memberNames }
        if owner.hasPrefix("yeeuu.") { return Declaration.names(in: String(owner.dropFirst(6))) }
        return libraries[owner] ?? Declaration.classes.flatMap { $0.fields.map(\.name) }
    }

    /// The dotted words that end before `end`.
    private static func path(_ bytes: [UInt8], before end: Int) -> String {
        var start = end
        while start > 0, isWord(bytes[start - 1]) || [46, 58].contains(bytes[start - 1]) {
            start -= 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The function whose `{` is open at the end, where a name may stand.
    private static func openCall(_ bytes: [UInt8]) -> ScriptFunction? {
        var depth = 0
        var position = bytes.count
        while position > 0 {
            position -= 1
            if bytes[position] == UInt8(ascii: "}") { depth += 1 }
            guard bytes[position] == UInt8(ascii: "{") else { continue }
            if depth > 0 {
                depth -= 1
                continue
            }
            var end = position
            while end > 0, bytes[end - 1] == 32 || bytes[end - 1] == UInt8(ascii: "(") { end -= 1 }
            return function(path(bytes, before: end))
        }
        return nil
    }

    private static func function(_ path: String) -> ScriptFunction? {
        if path.hasPrefix("yeeuu.") { return Declaration.function(String(path.dropFirst(6))) }
        guard let name = path.split(separator: ":").last, path.contains(":") else { return nil }
        return Declaration.classes.lazy.flatMap(\.methods).first { $0.name == name }
    }

    // MARK: Ids

    private static func ids(_ bytes: [UInt8], _ start: Int, _ view: RegisterView?) -> Completion {
        let typed = String(decoding: bytes[start...], as: UTF8.self)
        guard let view else { return Completion(start: start, candidates: []) }
        var end = start - 1
        while end > 0, bytes[end - 1] == 32 || bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
        let key = path(bytes, before: end)
        let ids: [String]
        switch key {
        case "building", "buildingId": ids = (try? view.buildings()) ?? []
        case "code": ids = codes(bytes, view)
        default: ids = []
        }
        let found = Set(ids.filter { $0.hasPrefix(typed) }).sorted()
        return Completion(start: start, candidates: found)
    }

    /// The codes of the building that the same line names.
    private static func codes(_ bytes: [UInt8], _ view: RegisterView) -> [String] {
        let line = String(decoding: bytes, as: UTF8.self)
        let buildings = (try? view.buildings()) ?? []
        guard let building = buildings.first(where: { line.contains("\"\($0)\"") }),
            let doors = try? view.doors(DoorSelector(building: building))
        else { return [] }
        return doors.map(\.key.code)
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

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == 95
    }
}
