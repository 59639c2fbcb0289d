/// The keys of `yeeuu.yaml`, each also an environment variable (`DESIGN.md`, «Workspace»).
enum SettingKey: String, CaseIterable {
    case target
    case partnerId = "partner_id"
    case operatorName = "operator"
    case timeZone = "time_zone"
    case mobile
    case rotation
    case perSecond = "pace.per_second"
    case concurrency = "pace.concurrency"
    case memory = "limits.memory_mib"
    case cpu = "limits.cpu_seconds"
    case wall = "limits.wall_seconds"
    case allow = "policy.allow"
    case maxChanges = "policy.max_changes"
    case maxDoors = "policy.max_doors"
    case maxFailures = "policy.max_failures"
    case maxOffline = "policy.max_offline"
    case hours = "policy.hours"
    case keepAWayIn = "policy.keep_a_way_in"
    case knownDoors = "policy.known_doors"
    case approvals = "policy.approvals"
    case approvers = "policy.approvers"
    case sandboxPerSecond = "sandbox.per_second"

    /// Whether its value is a list of texts.
    var isList: Bool { self == .allow || self == .approvers }

    /// The environment variable: `YEEUU_PACE_PER_SECOND`.
    var variable: String {
        "YEEUU_" + rawValue.uppercased().replacing(".", with: "_")
    }

    /// The keys that only hold others: `pace`, `limits`, `policy`, `sandbox`.
    static let groups = Set(
        allCases.compactMap { key in
            key.rawValue.firstIndex(of: ".").map { String(key.rawValue[..<$0]) }
        }
    )

    /// Variables of the command that are no settings.
    static let otherVariables: Set<String> = ["YEEUU_WORKSPACE", "YEEUU_SECRET"]
}
