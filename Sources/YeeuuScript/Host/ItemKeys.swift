import ALMS
import LuaRuntime
import Runs
import Vault

/// What the items of lists are called, so that another run recognizes them.
struct ItemKeys {
    private struct Place: Hashable {
        let each: Int
        let index: Int
    }

    private var open: [Place: String] = [:]
    private var seen: [Int: [String: Int]] = [:]

    /// The key of an item that begins; the second alike of a list gets a number.
    mutating func begin(_ each: Int, _ index: Int, _ key: String) -> String {
        guard !key.isEmpty else { return "" }
        let times = Self.next(&seen[each, default: [:]][key, default: 0])
        let numbered = times == 1 ? key : "\(key) #\(times)"
        open[Place(each: each, index: index)] = numbered
        return numbered
    }

    private static func next(_ count: inout Int) -> Int {
        count += 1
        return count
    }

    /// The key of an item that ended.
    mutating func end(_ each: Int, _ index: Int) -> String? {
        open.removeValue(forKey: Place(each: each, index: index))
    }
}

extension ScriptState {
    func itemKey(_ each: Int, _ index: Int, _ item: LuaValue) -> String {
        itemKeys.begin(each, index, key(of: item))
    }

    func takeItemKey(_ each: Int, _ index: Int) -> String? { itemKeys.end(each, index) }

    /// `door B001/1001/甲`, `grant …`, a number; all else veiled, since rows may hold passwords.
    private func key(of item: LuaValue) -> String {
        if case .object(let object) = item, object.type != types.secret {
            return "\(object.type.name) \(ObjectFields(state: self).words(object))"
        }
        if case .integer(let number) = item { return "number \(number)" }
        return veiled(named(item))
    }

    /// The key of a whole row, as versions made it that did not know which columns a script names.
    func wholeKey(of item: LuaValue) -> String {
        guard case .table(let table) = item, table.shape != nil else { return "" }
        return veiled(item)
    }

    /// A row of a file without the columns that the script does not name: a spreadsheet that saves it
    /// again writes their dates and numbers in another way.
    private func named(_ item: LuaValue) -> LuaValue {
        guard case .table(var table) = item, let names = table.shape.flatMap({ rowColumns[$0] })
        else { return item }
        table.fields = table.fields.filter { $0.key.text.map(names.contains) ?? true }
        return .table(table)
    }

    private func veiled(_ item: LuaValue) -> String {
        guard let text = canonical(item, depth: 0) else { return "" }
        let veil = run.veiled(text)
        return veil.isEmpty ? "" : "\(item.typeName) \(veil)"
    }

    /// A script's own text is never taken for one that the register holds: that would tell what it is.
    private func canonical(_ entry: SecretStore.Entry) -> String? {
        switch entry.origin {
        case .given: JSON.string(entry.secret.reveal()).encoded
        case .held: "held " + JSON.string(entry.secret.reveal()).encoded
        case .made, .undecided: nil
        }
    }

    /// The value as one text, names in order; nil for what has no such text.
    private func canonical(_ value: LuaValue, depth: Int) -> String? {
        switch value {
        case .nil: return "null"
        case .boolean(let flag): return "\(flag)"
        case .integer(let number): return "\(number)"
        case .number(let number): return "\(number)"
        case .string(let text): return JSON.string(text).encoded
        case .bytes(let bytes): return "\(bytes)"
        case .object(let object):
            if object.type == types.secret { return canonical(secrets[object.handle]) }
            return JSON.string(ObjectFields(state: self).words(object)).encoded
        case .table(let table):
            guard depth < 8 else { return nil }
            var parts: [String] = []
            for (index, item) in table.array.enumerated() {
                guard let text = canonical(item, depth: depth + 1) else { return nil }
                parts.append("\(index):\(text)")
            }
            for field in table.fields {
                guard let name = canonical(field.key, depth: depth + 1),
                    let text = canonical(field.value, depth: depth + 1)
                else { return nil }
                parts.append("\(name):\(text)")
            }
            return "{\(parts.sorted().joined(separator: ","))}"
        case .function, .other: return nil
        }
    }
}
