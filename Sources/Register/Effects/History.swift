/// Earlier settled values of a grant, oldest first; what the database holds of them stays a text until
/// somebody asks.
///
/// A rotation adds one to each grant that it touches: those before are neither read nor written anew.
struct History: Sendable, Equatable {
    /// A JSON array; nil when the database holds none.
    private var stored: String?
    private var added: [Holding.Previous] = []

    init(stored: String? = nil) { self.stored = stored }

    mutating func append(_ value: Holding.Previous) { added.append(value) }

    /// Takes the newest value away.
    mutating func removeLast() {
        if added.popLast() != nil { return }
        guard let text = stored else { return }
        let rest = JSONItems(text).suffix(Holding.depth).dropLast()
        stored = rest.isEmpty ? nil : "[\(rest.joined(separator: ","))]"
    }

    /// The newest value; nil when there is none.
    func last() throws(RegisterError) -> Holding.Previous? {
        if let last = added.last { return last }
        guard let stored, let text = JSONItems(stored).last else { return nil }
        return try HoldingText.previous("[\(text)]").last
    }

    /// The values that are kept.
    func all() throws(RegisterError) -> [Holding.Previous] {
        let all = try stored.map { text throws(RegisterError) in
            try HoldingText.previous(text)
        }
        return ((all ?? []) + added).suffix(Holding.depth)
    }

    /// The JSON array that is kept, with passwords sealed; nil when there are no values.
    func text(id: GrantID, keys: Keyring) throws -> String? {
        let new = added.suffix(Holding.depth)
        guard !new.isEmpty else { return stored }
        var items = try new.map { try HoldingText.text(of: $0, id: id, keys: keys) }
        if let stored, items.count < Holding.depth {
            items = JSONItems(stored).suffix(Holding.depth - items.count).map { String($0) } + items
        }
        return "[\(items.joined(separator: ","))]"
    }
}
