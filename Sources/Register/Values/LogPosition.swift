/// Up to where a register holds what a log tells: the log's name, and the tree over those entries.
public struct LogPosition: Sendable, Equatable {
    /// The log's name.
    public let origin: String
    /// How many entries, from the first one on.
    public let size: Int
    /// The right edge of their Merkle tree, the largest subtree first, each hash as the log writes it.
    public let edge: [String]

    /// A position from its parts.
    public init(origin: String, size: Int, edge: [String]) {
        self.origin = origin
        self.size = size
        self.edge = edge
    }
}
