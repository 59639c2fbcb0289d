/// What kind of fault a check found.
public enum VerifyFault: Sendable, CaseIterable {
    /// Entries, heads or files were changed, removed, added or reordered.
    case tampered
    /// The log is shorter than a checkpoint kept elsewhere, or another one.
    case rolledBack
    /// A file could not be read.
    case io
    /// A key is missing, or was never trusted.
    case unverifiable
    /// Durable but not signed yet, or torn by a crash.
    case unsealed
    /// There is nothing to check.
    case absent

    /// The exit code of `log verify`.
    public var exitCode: Int32 {
        switch self {
        case .tampered: 3
        case .unsealed: 4
        case .unverifiable: 5
        case .rolledBack: 6
        case .io: 7
        case .absent: 8
        }
    }
}

/// One thing that is wrong, and where.
public struct VerifyFinding: Sendable, Equatable, CustomStringConvertible {
    /// Its kind.
    public let fault: VerifyFault
    /// The first entry concerned.
    public let index: Int?
    /// The file concerned, as seen from the log's folder.
    public let file: String?
    /// The byte in that file.
    public let offset: Int?
    /// What is wrong.
    public let text: String

    init(
        _ fault: VerifyFault,
        _ text: String,
        index: Int? = nil,
        file: String? = nil,
        offset: Int? = nil
    ) {
        self.fault = fault
        self.index = index
        self.file = file
        self.offset = offset
        self.text = text
    }

    /// File, byte, entry and what is wrong there.
    public var description: String {
        let place = [file, offset.map { "byte \($0)" }, index.map { "entry \($0)" }]
        return (place.compactMap { $0 } + [text]).joined(separator: ": ")
    }
}

/// Everything that a check of a log counted and found.
public struct VerifyReport: Sendable {
    /// Entries hashed.
    public internal(set) var entries = 0
    /// Signatures that were checked and fit.
    public internal(set) var signatures = 0
    /// The newest size whose head is signed and fits.
    public internal(set) var signedSize = 0
    /// The root at that size.
    public internal(set) var root: TreeHash?
    /// Whole entries beyond the newest signed size.
    public internal(set) var unsealed = 0
    /// Bytes at the end that are no whole entry.
    public internal(set) var tornBytes = 0
    /// Intents of which nobody knows what became: no outcome, or `unknown`, no note that settles them,
    /// and no later attempt of the same call that was ok.
    public internal(set) var unresolved = 0
    /// Entries that say that the clock went back before them.
    public internal(set) var clockJumps = 0
    /// The log's name, when it could be read.
    public internal(set) var origin: String?
    /// The keys that signed, each for its own range; the current one last.
    public internal(set) var keys: [VerifierKey] = []
    /// Files among the segments that are none and were not read, as seen from the log's folder.
    public internal(set) var strays: [String] = []
    /// Every reason not to say OK, in the order of discovery.
    public internal(set) var findings: [VerifyFinding] = []

    /// 0 when nothing was found, else the code of the gravest finding.
    public var exitCode: Int32 {
        for fault in VerifyFault.allCases where findings.contains(where: { $0.fault == fault }) {
            return fault.exitCode
        }
        return 0
    }

    /// The finding with the lowest entry among those of tampering.
    public var firstBad: VerifyFinding? {
        findings.filter { $0.fault == .tampered && $0.index != nil }
            .min { ($0.index ?? 0) < ($1.index ?? 0) }
    }
}
