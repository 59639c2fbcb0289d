/// The files of a log that is open for appending.
///
/// `@unchecked Sendable`: made on one thread and handed to the log's own thread, which alone
/// touches it from then on.
final class LogStore: @unchecked Sendable {
    let paths: LogPaths
    let options: LogOptions
    let encoder: EntryEncoder
    let origin: String

    let lockFile: File
    let lockStatus: FileStatus
    var segment: File
    /// Index of the segment's first entry.
    var segmentFirst: Int
    /// Where the next line goes in the segment.
    var offset: Int
    /// Up to where room is reserved in the segment.
    var reserved = 0
    var canReserve = true
    /// No file of this process may become larger.
    let sizeLimit = File.sizeLimit
    /// Why nothing new is begun: the room that is left is kept for what is in flight.
    var shortage: LogError?

    /// Covers every durable entry but those of `lines` and `aside`.
    var tree: MerkleTree
    /// The seq that the next entry gets.
    var count: Int
    var lastWall = 0
    /// The newest group from its assembly until it is hashed or handed over to be.
    var lines = GroupLines()
    /// The lines of a group that is being hashed, or none.
    var aside = GroupLines()
    /// Made for the first group that is worth it.
    var hasher: LeafHasher?

    var head: SignedHead?
    /// Up to where `checkpoints` has been read.
    var headsSize = 0
    /// Whoever signs the next head, nil when the log's key is not one of ours.
    var current: NoteSigner?
    var next: NoteSigner?
    /// The key of a `key` entry that no head with both signatures follows yet.
    var pending: VerifierKey?
    var recovered: LogRecovery?

    /// Codes the groups; nil where the log has no key for that.
    var mac: LogMAC?
    /// Whether the log tells, below a signed head, that its groups have codes; nil until it is asked.
    var tellsOfMAC: Bool?
    /// Whether lines without a code are taken: what was written before there was a key.
    var takesUnproven = false
    /// How many lines were taken without a code.
    var unproven = 0
    /// The first unsigned entry whose nonce is another one's, if any; it is not taken.
    var copied: Int?
    /// Why the line that was read last was not taken.
    var refusal = Refusal.torn

    /// What is wrong with lines that are not taken.
    enum Refusal: String {
        case torn
        case noMAC = "no right mac"
        case copied = "a nonce that stood before"
    }

    /// A group of so many bytes is hashed while the disk works and the next one gathers; for a smaller
    /// one the change of threads costs more.
    static let asideBytes = 32 << 10
    /// Room asked for ahead of the entries.
    static let reserveBytes = 4 << 20
    /// Room that is kept for outcomes: some thousand of them.
    static let keptBytes = 1 << 20

    init(
        paths: LogPaths,
        options: LogOptions,
        origin: String,
        lockFile: consuming File,
        segment: consuming File,
        at position: EdgeCache
    ) throws(SystemFailure) {
        self.paths = paths
        self.options = options
        self.origin = origin
        encoder = EntryEncoder(commitments: options.commitments, seal: options.seal)
        lockStatus = try lockFile.status()
        self.lockFile = lockFile
        self.segment = segment
        segmentFirst = position.segment
        offset = position.offset
        tree = position.tree
        count = position.tree.size
        next = options.nextSigner
        current = options.signer
    }

    /// Runs a body with the other processes kept out.
    func locked<Result>(
        _ body: () throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try system { () throws(SystemFailure) in try lockFile.lock() }
        defer { lockFile.unlock() }
        return try body()
    }

    func system<Result: ~Copyable>(
        _ body: () throws(SystemFailure) -> Result
    ) throws(LogError) -> Result {
        do {
            return try body()
        } catch {
            throw LogError(error)
        }
    }
}
