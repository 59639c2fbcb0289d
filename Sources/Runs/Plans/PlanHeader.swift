import ALMS
import RequestLog

/// The first line of a plan: what it is of, and what binds its lines together.
public struct PlanHeader: Sendable, Equatable {
    /// The plan's id, which is the id of the dry run that made it.
    public let plan: String
    /// `sandbox`, or the service's URL.
    public let target: String
    /// The script's name.
    public let script: String
    /// Keyed commitment of the script's text, hexadecimal, and its nonce.
    public let commitment: String
    /// The nonce of ``commitment``, hexadecimal.
    public let nonce: String
    /// When it was made, Unix seconds.
    public let created: Int64
    /// Whether the script writes a list with `csv.write`, which applying the plan does not.
    public let writesList: Bool
    /// How many lines follow.
    public let count: Int
    /// The tree root over the lines that follow, base64.
    public let root: String
    /// What people have to know of it; a plan of `yeeuu-plan/v1` says nothing.
    public let story: Story?

    /// What a plan says of itself to whoever has to approve it.
    public struct Story: Sendable, Equatable {
        /// What the script says of itself in its first line, or its name.
        public let title: String
        /// Why it was made, in its author's words; empty when nobody said.
        public let reason: String
        /// Who made it.
        public let author: String
        /// What the script got; what may be a password is dots.
        public let arguments: [Argument]
        /// When the rehearsal began, Unix seconds: the register is as it was then.
        public let began: Int64
        /// What the apartments are called.
        public let places: [PlanPlace]
        /// Who holds nothing at all afterwards, of those who held something.
        public let losing: [String]
        /// Of which run it is the inverse; nil when it is of a script.
        public let undoes: String?
    }

    /// One `key=value` of the command line.
    public struct Argument: Sendable, Equatable {
        /// The key.
        public let name: String
        /// The value.
        public let value: String
    }

    private static let formats = ["yeeuu-plan/v1", "yeeuu-plan/v2"]

    /// The line as JSON without a line feed.
    var line: String {
        let list: [JSON.Member] = writesList ? [.init("writes_list", .boolean(true))] : []
        return JSON.object(
            [
                .init("format", .string(Self.formats[story == nil ? 0 : 1])),
                .init("plan", .string(plan)), .init("target", .string(target)),
                .init("script", .string(script)), .init("commitment", .string(commitment)),
                .init("nonce", .string(nonce)), .init("created", .integer(created)),
                .init("count", .integer(Int64(count))), .init("root", .string(root)),
            ] + list + (story?.members ?? [])
        ).encoded
    }

    init(
        plan: String,
        target: String,
        script: String,
        commitment: String,
        nonce: String,
        created: Int64,
        writesList: Bool,
        count: Int,
        root: String,
        story: Story?
    ) {
        self.plan = plan
        self.target = target
        self.script = script
        self.commitment = commitment
        self.nonce = nonce
        self.created = created
        self.writesList = writesList
        self.count = count
        self.root = root
        self.story = story
    }

    /// Reads what ``line`` writes; nil for anything else.
    init?(_ json: JSON) {
        guard let format = json["format"]?.text, Self.formats.contains(format),
            let plan = json["plan"]?.text,
            !plan.isEmpty, plan.utf8.allSatisfy(Self.isIDByte),
            let target = json["target"]?.text, let script = json["script"]?.text,
            let commitment = json["commitment"]?.text, let nonce = json["nonce"]?.text,
            let created = json["created"]?.whole, let count = json["count"]?.whole,
            let root = json["root"]?.text
        else { return nil }
        let story = Story(json)
        guard format == Self.formats[0] || story != nil else { return nil }
        self.init(
            plan: plan,
            target: target,
            script: script,
            commitment: commitment,
            nonce: nonce,
            created: created,
            writesList: json["writes_list"] == .boolean(true),
            count: Int(count),
            root: root,
            story: format == Self.formats[0] ? nil : story
        )
    }

    /// Ids become file names: digits, small letters and hyphens only.
    private static func isIDByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
    }
}

extension PlanHeader.Story {
    fileprivate var members: [JSON.Member] {
        let arguments = arguments.map { JSON.array([.string($0.name), .string($0.value)]) }
        let undone: [JSON.Member] = undoes.map { [.init("undoes", .string($0))] } ?? []
        return [
            .init("title", .string(title)), .init("reason", .string(reason)),
            .init("author", .string(author)), .init("arguments", .array(arguments)),
            .init("began", .integer(began)), .init("places", .array(places.map(\.json))),
            .init("losing", .array(losing.map { .string($0) })),
        ] + undone
    }

    fileprivate init?(_ json: JSON) {
        guard let title = json["title"]?.text, let reason = json["reason"]?.text,
            let author = json["author"]?.text, let arguments = json["arguments"]?.items,
            let began = json["began"]?.whole, let places = json["places"]?.items,
            let losing = json["losing"]?.items
        else { return nil }
        self.init(
            title: title,
            reason: reason,
            author: author,
            arguments: arguments.compactMap { item in
                guard let texts = item.items?.compactMap(\.text), texts.count == 2 else {
                    return nil
                }
                return PlanHeader.Argument(name: texts[0], value: texts[1])
            },
            began: began,
            places: places.compactMap { PlanPlace($0) },
            losing: losing.compactMap(\.text),
            undoes: json["undoes"]?.text
        )
    }
}
