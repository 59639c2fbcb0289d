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

    static let format = "yeeuu-plan/v1"

    /// The line as JSON without a line feed.
    var line: String {
        let list: [JSON.Member] = writesList ? [.init("writes_list", .boolean(true))] : []
        return JSON.object(
            [
                .init("format", .string(Self.format)), .init("plan", .string(plan)),
                .init("target", .string(target)), .init("script", .string(script)),
                .init("commitment", .string(commitment)), .init("nonce", .string(nonce)),
                .init("created", .integer(created)), .init("count", .integer(Int64(count))),
                .init("root", .string(root)),
            ] + list
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
        root: String
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
    }

    /// Reads what ``line`` writes; nil for anything else.
    init?(_ json: JSON) {
        guard json["format"]?.text == Self.format, let plan = json["plan"]?.text,
            !plan.isEmpty, plan.utf8.allSatisfy(Self.isIDByte),
            let target = json["target"]?.text, let script = json["script"]?.text,
            let commitment = json["commitment"]?.text, let nonce = json["nonce"]?.text,
            let created = json["created"]?.whole, let count = json["count"]?.whole,
            let root = json["root"]?.text
        else { return nil }
        self.init(
            plan: plan,
            target: target,
            script: script,
            commitment: commitment,
            nonce: nonce,
            created: created,
            writesList: json["writes_list"] == .boolean(true),
            count: Int(count),
            root: root
        )
    }

    /// Ids become file names: digits, small letters and hyphens only.
    private static func isIDByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
    }
}
