import ALMS
import Vault

/// What importing a file of grants would do; nothing has been done yet.
public struct GrantsImport: Sendable {
    /// One grant of the file.
    public struct Item: Sendable {
        /// The line in the file.
        public let line: Int
        /// The grant.
        public let id: GrantID
        /// The holder's name in the file.
        public let authoredName: String
        /// What changes; empty for a new grant.
        public let differences: [ImportDifference]
    }

    /// Grants that the register lacks.
    public var new: [Item] {
        zip(lines, isNew).lazy.filter(\.1).map { Item($0.0, []) }
    }
    /// How many they are.
    public internal(set) var newCount = 0
    /// Grants that the file describes otherwise.
    public var changed: [Item] = []
    /// Grants that the file describes otherwise, and that stay as they are: the service confirmed
    /// them, or a request about them is not settled.
    public var kept: [Item] = []
    /// Grants that stand in the register as they do in the file.
    public var unchanged: [GrantID] = []
    /// Active grants at the file's doors that the file lacks; they stay.
    public var missing: [GrantRow] = []
    /// What is odd, but not wrong.
    public var warnings: [String] = []

    /// What is new and changed, in the order of the file.
    var lines: [GrantLine] = []
    /// Which of ``lines`` are of new grants.
    var isNew: [Bool] = []
}

extension GrantsImport.Item {
    init(_ line: GrantLine, _ differences: [ImportDifference]) {
        self.init(
            line: line.line,
            id: line.id,
            authoredName: line.authoredName ?? "",
            differences: differences
        )
    }
}

/// What one line of a file says of a grant; nil where it says nothing.
struct GrantLine: Sendable {
    let line: Int
    let id: GrantID
    let startTime: Int64?
    let endTime: Int64?
    let author: String?
    let authoredName: String?
    let password: Secret?

    /// What the grant says afterwards; where the line says nothing it stays.
    func terms(over before: Holding.Terms) -> Holding.Terms {
        Holding.Terms(
            startTime: startTime ?? before.startTime,
            endTime: endTime ?? before.endTime,
            author: author ?? before.author,
            authoredName: authoredName ?? before.authoredName,
            password: password.map { .clear($0) } ?? before.password
        )
    }

    /// The grant as the file says it is; an import that can be undone keeps that there was none.
    func applied(to before: Holding?, at time: Int64, of importID: String? = nil) -> Holding {
        var holding = before ?? Holding()
        let terms = terms(over: before?.settled?.terms ?? Holding.Terms())
        if importID != nil || holding.settled != nil {
            let run = importID ?? "import"
            holding.previous.append(.init(run: run, time: time, settled: holding.settled))
        }
        holding.settled = Holding.Settled(confidence: .imported, confirmedAt: nil, terms: terms)
        return holding
    }
}
