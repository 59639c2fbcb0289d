import ALMS
import LuaRuntime
import Register

/// Shows results as a person reads them: limited in depth and length, secrets dotted.
struct PrettyPrinter {
    let state: ScriptState

    private static let depth = 4
    private static let items = 30
    private static let width = 78
    /// How many characters of a text are shown.
    private static let letters = 1000

    /// The value; tables as Lua writes them, lists of doors and grants as aligned tables.
    func text(_ value: LuaValue) -> String {
        if case .table(let table) = value, let listing = listing(table) { return listing }
        return Printable.escaped(text(value, indent: 0))
    }

    private func text(_ value: LuaValue, indent: Int) -> String {
        switch value {
        case .nil: "nil"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        case .string(let text): quoted(text)
        case .bytes(let bytes): quoted(String(decoding: bytes, as: UTF8.self))
        case .table(let table): self.table(table, indent: indent)
        case .object(let object): object.type.name + " " + ObjectFields(state: state).words(object)
        case .function: "function"
        case .other(let words): words
        }
    }

    /// A text in quotes; of a long one the beginning, and how long it is.
    private func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        let shown = text.prefix(Self.letters)
        JSONWriter.write(String(shown), to: &bytes)
        let rest = shown.endIndex == text.endIndex ? "" : "… \(text.utf8.count) bytes"
        return String(decoding: bytes, as: UTF8.self) + rest
    }

    private func table(_ table: LuaTable, indent: Int) -> String {
        if table.array.isEmpty, table.fields.isEmpty { return "{}" }
        guard indent < Self.depth else { return "{…}" }
        var parts: [String] = []
        for item in table.array.prefix(Self.items) { parts.append(text(item, indent: indent + 1)) }
        if table.array.count > Self.items { parts.append("… \(table.array.count) in all") }
        for field in table.fields.prefix(Self.items) {
            parts.append("\(key(field.key)) = \(text(field.value, indent: indent + 1))")
        }
        if table.fields.count > Self.items { parts.append("… \(table.fields.count) fields") }
        let short = "{" + parts.joined(separator: ", ") + "}"
        if Printable.width(short) + indent * 2 <= Self.width, !short.contains("\n") { return short }
        let blanks = String(repeating: "  ", count: indent + 1)
        return "{\n" + parts.map { blanks + $0 + ",\n" }.joined() + blanks.dropLast(2) + "}"
    }

    private func key(_ key: LuaValue) -> String {
        if case .string(let name) = key, Self.isName(name) { return name }
        return "[" + text(key, indent: Self.depth) + "]"
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return !LuaToken.keywords.contains(text)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || $0 == 95
            }
    }

    // MARK: Doors and grants

    private static let doorColumns = ["buildingId", "unit", "name", "code", "doorType", "door"]
    private static let grantColumns = [
        "buildingId", "code", "door", "kind", "authoredName", "authoredMobile", "endTime",
        "confidence", "state",
    ]

    private static let holderColumns = [
        "buildingId", "unit", "name", "code", "authoredName", "authoredMobile", "endTime",
    ]

    private func listing(_ table: LuaTable) -> String? {
        guard table.fields.isEmpty, case .object(let first)? = table.array.first else { return nil }
        let columns: [String]
        switch first.type {
        case state.types.door: columns = Self.doorColumns
        case state.types.grant: columns = Self.grantColumns
        case state.types.holder: columns = Self.holderColumns
        default: return nil
        }
        let reader = ObjectFields(state: state)
        var rows: [[String]] = []
        for case .object(let object) in table.array.prefix(Self.items) {
            rows.append(columns.map { cell(reader.value(object, $0), $0) })
        }
        var text = Printable.table(headings: columns, rows: rows)
        let rest = table.array.count - rows.count
        text += rest > 0 ? "… and \(rest) more, \(table.array.count) in all" : ""
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private func cell(_ value: LuaValue?, _ name: String) -> String {
        switch value {
        case .string(let text)?: return text
        case .integer(let time)? where name == "endTime":
            return (try? state.options.zone.format(time, "%Y-%m-%d %H:%M")) ?? String(time)
        case .integer(let number)?: return String(number)
        default: return ""
        }
    }
}
