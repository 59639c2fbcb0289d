import ALMS
import Register
import RequestLog

/// How changes that people make to the register stand in the log: as notes whose rows are sealed.
///
/// `register` names what was done, `at` says when (Unix seconds), `import` is the id of an import,
/// `undoes` that of the one that is undone, and a change of many rows is spread over `parts` entries,
/// one after the other. It is applied when all of them are there: one whose end a crash cut off
/// never happened.
struct ChangeEntries: Sequence {
    /// Room for the rows of one entry, which grow by a third when they are sealed.
    private static let rowBytes = 30_000
    /// How many entries go to the log in one group, which then stays below 8 MiB.
    private static let groupEntries = 128

    private let change: RegisterChange
    private let run: String
    private let operatorName: String
    private let parts: Int

    /// The entries of `change`, which are made when they are asked for.
    init(_ change: RegisterChange, run: String = "", operatorName: String = "") {
        self.change = change
        self.run = run
        self.operatorName = operatorName
        var parts = 0
        var grouping = Grouping(change)
        while grouping.next() != nil { parts += 1 }
        self.parts = parts
    }

    /// All entries of a change that is small.
    static func make(_ change: RegisterChange, run: String = "") -> [LogEntry] {
        ChangeEntries(change, run: run).flatMap { $0 }
    }

    /// The entries, as many at a time as make one group of the log.
    func makeIterator() -> AnyIterator<[LogEntry]> {
        var grouping = Grouping(change)
        var part = 0
        return AnyIterator {
            var entries: [LogEntry] = []
            while entries.count < Self.groupEntries, let rows = grouping.next() {
                part += 1
                entries.append(entry(rows, part))
            }
            return entries.isEmpty ? nil : entries
        }
    }

    private func entry(_ rows: [JSON], _ part: Int) -> LogEntry {
        let list = LogValue.list(rows.map { LogValue($0) })
        var fields: [LogField] = [
            .clear("at", .integer(Int(change.time))), .clear("part", .integer(part)),
            .clear("parts", .integer(parts)), .clear("params", .object([.committed("rows", list)])),
            .clear("register", .text(change.what)),
        ]
        if let id = change.importID { fields.append(.clear("import", .text(id))) }
        if let id = change.undoes { fields.append(.clear("undoes", .text(id))) }
        if !operatorName.isEmpty { fields.append(.clear("operator", .text(operatorName))) }
        let words = change.count == 1 ? "1 row" : "\(change.count) rows"
        return .note(run: run, text: "\(change.what): \(words)", fields: fields)
    }

    /// The rows of one entry; nil when it is none of a change, or cannot be opened.
    static func rows(_ line: LogLine, _ opened: LogValue?) -> [JSON]? {
        guard let rows = opened?["rows"], let bytes = try? rows.json() else { return nil }
        return (try? JSONParser.parse(bytes))?.items
    }

    /// Cuts the rows of a change into those of its entries.
    private struct Grouping {
        private var rows: AnyIterator<JSON>
        private var first: JSON?

        init(_ change: RegisterChange) {
            rows = AnyIterator(change.lazyRows.makeIterator())
            first = rows.next()
        }

        mutating func next() -> [JSON]? {
            guard let begun = first else { return nil }
            var group = [begun]
            var room = ChangeEntries.rowBytes - ChangeEntries.most(begun)
            first = nil
            while let row = rows.next() {
                let size = ChangeEntries.most(row)
                if size > room {
                    first = row
                    break
                }
                group.append(row)
                room -= size
            }
            return group
        }
    }

    /// At most how many bytes a value takes as JSON.
    private static func most(_ json: JSON) -> Int {
        switch json {
        case .null, .boolean: 6
        case .integer, .number: 26
        case .string(let text): most(text)
        case .array(let items): items.reduce(2) { $0 + most($1) + 1 }
        case .object(let members):
            members.reduce(2) { $0 + most($1.name) + most($1.value) + 2 }
        }
    }

    private static func most(_ text: String) -> Int {
        text.utf8.reduce(2) { count, byte in
            let isEscaped =
                byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            return count + (isEscaped ? 6 : 1)
        }
    }
}

extension LogValue {
    /// The same value as the log knows it; numbers with a fraction, which no row has, as texts.
    fileprivate init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .boolean(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(Int(number))
        case .number(let number): self = .text("\(number)")
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map { LogValue($0) })
        case .object(let members):
            self = .object(members.map { .clear($0.name, LogValue($0.value)) })
        }
    }
}
