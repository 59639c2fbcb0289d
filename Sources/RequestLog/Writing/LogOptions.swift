/// What a writer needs, and how it goes about it.
public struct LogOptions: Sendable {
    /// The key that signs tree heads; its name is the log's origin.
    public let signer: NoteSigner
    /// The key of a rotation that was begun and not finished.
    public let nextSigner: NoteSigner?
    /// Keys the commitments.
    public let commitments: Commitments
    /// Where the key for the codes of groups is; nil writes groups without.
    public var macKeys: LogMACKeys?
    /// Seals the committed parameters of an intent, authenticated with the second bytes.
    public let seal: (@Sendable (_ plain: [UInt8], _ context: [UInt8]) throws -> String)?
    /// The longest that an enqueued entry waits for company; 1 s.
    public var lazyDelay: Duration = .seconds(1)
    /// The longest that durable entries stay unsigned while the writer is open; 60 s.
    public var checkpointEvery: Duration = .seconds(60)
    /// A segment that has reached this size is followed by a new one; 64 MiB.
    public var segmentBytes = 64 << 20
    /// Called on the log's own thread after the callbacks of each durable group, with the tree as far as
    /// it is hashed: over entries that are all durable, the group's own or only those before it.
    public var onGroup: (@Sendable (_ lastSeq: Int, _ tree: MerkleTree) -> Void)?
    /// Called on the log's own thread before ``onGroup`` when a request, an outcome or a note was read
    /// that another process wrote, or this one before the log was opened.
    public var onForeign: (@Sendable (_ seq: Int) -> Void)?
    /// Microseconds since 1970 and since boot.
    var clock: @Sendable () -> (wall: Int, mono: Int) = {
        (SystemClock.wall(), SystemClock.boot())
    }

    /// Options with the usual delays.
    ///
    /// - `commitmentKey`: 32 random bytes, kept outside the log.
    /// - `seal`: answers with a compact text; nil writes no `sealed`.
    public init(
        signer: NoteSigner,
        nextSigner: NoteSigner? = nil,
        commitmentKey: [UInt8],
        seal: (@Sendable (_ plain: [UInt8], _ context: [UInt8]) throws -> String)? = nil
    ) {
        self.signer = signer
        self.nextSigner = nextSigner
        commitments = Commitments(key: commitmentKey)
        self.seal = seal
    }
}

extension Duration {
    var microseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
