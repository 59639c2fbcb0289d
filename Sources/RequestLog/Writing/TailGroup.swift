/// Lines of the log's end that are read again, until the code that ends their group is found right.
///
/// Without a key every line is a group of its own.
struct TailGroup {
    /// What a line makes of the group.
    enum Step { case more, whole, wrong }

    private var code: LogMAC.Group?
    private(set) var leaves: [TreeHash] = []
    /// How many bytes its lines have, line feeds included.
    private(set) var bytes = 0
    private(set) var followsHead = false
    private(set) var lastWall = 0
    /// The places of its requests, outcomes and notes.
    private(set) var told: [Int] = []
    /// The key that the log goes over to.
    private(set) var newKey: VerifierKey?

    /// Whether a code vouches for it.
    var isProven: Bool { code != nil }

    init(_ mac: LogMAC?) { code = mac.map { LogMAC.Group($0) } }

    mutating func take(_ line: Span<UInt8>, _ header: LogHeader) -> Step {
        // A head is signed between groups.
        if header.followsHead {
            guard leaves.isEmpty else { return .wrong }
            followsHead = true
        }
        if [.intent, .outcome, .note].contains(header.kind) { told.append(leaves.count) }
        leaves.append(Hashing.leaf(line))
        bytes += line.count + 1
        lastWall = header.microseconds
        if header.kind == .key {
            let entry = LogLine(index: header.seq, bytes: (0..<line.count).map { line[$0] })
            if let vkey = entry["vkey"]?.text { newKey = try? VerifierKey(vkey) }
        }
        guard var reading = code else { return .whole }
        defer { code = reading }
        switch reading.take(line, digits: header.macDigits) {
        case nil: return .more
        case false: return .wrong
        default: return .whole
        }
    }
}
