import ALMS
import Register

/// Why a step of a plan is not any more what was planned.
public struct Staleness: Sendable, Equatable {
    /// Fields of the person's grants at the door that are otherwise now, under wire names.
    public let fields: [String]
    /// What the register says against it now; nil when it is about the person's grants.
    public let bound: String?
    /// The run that changed it last; `import` for an import, nil when nobody knows.
    public let run: String?
    /// When, Unix seconds; nil when nobody knows.
    public let time: Int64?

    init(bound: String) {
        self.init(fields: [], bound: bound, run: nil, time: nil)
    }

    private init(fields: [String], bound: String?, run: String?, time: Int64?) {
        self.fields = fields
        self.bound = bound
        self.run = run
        self.time = time
    }

    /// Looks at what the person of `step` holds at its door, as the register has it now; nil when that
    /// is as it was planned.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - header: the plan's header.
    ///   - version: the door's version now.
    ///   - view: the register; what is only recorded in it counts for nothing.
    /// - Throws: `RegisterError`.
    init?(
        _ step: PlanStep,
        _ header: PlanHeader,
        version: Int64,
        _ view: RegisterView
    ) throws(RegisterError) {
        guard let door = step.request.door, version != step.version else { return nil }
        guard let old = step.old, let story = header.story else {
            self.init(fields: ["door"], bound: nil, run: nil, time: nil)
            return
        }
        guard let mobile = step.request[.authoredMobile] else { return nil }
        let now = try view.committed(at: door, holder: mobile).filter { $0.status != .removed }
            .map { HeldGrant($0) }
        var fields: [String] = []
        var last: GrantChange?
        for kind in GrantKind.allCases {
            let (before, after) = (old.first { $0.kind == kind }, now.first { $0.kind == kind })
            let id = GrantID(door: door, kind: kind, authoredMobile: mobile)
            let change = try view.change(of: id, since: story.began)
            if let one = before ?? after {
                fields += one.differences(from: before == nil ? nil : after)
            }
            fields += change?.fields ?? []
            if let change, (last?.time ?? .min) <= change.time { last = change }
        }
        guard !fields.isEmpty else { return nil }
        var seen: Set<String> = []
        let once = fields.filter { seen.insert($0).inserted }
        self.init(fields: once, bound: nil, run: last?.run, time: last?.time)
    }

    /// `endTime, 2026-11-27 20:31, by run 20261127-…`; `format` writes a time.
    public func words(_ format: (Int64) -> String) -> String {
        if let bound { return bound }
        var words = [fields.map { Self.names[$0] ?? $0 }.joined(separator: " and ")]
        if let time { words.append(format(time)) }
        if let run { words.append(run == "import" ? "by an import" : "by run \(run)") }
        return words.joined(separator: ", ")
    }

    private static let names = [
        "state": "held or not", "unsettled": "an open request",
        "door": "the door, or what somebody holds there",
    ]
}
