/// Whether writes leave the machine.
public enum RunMode: String, Sendable {
    /// Writes are sent.
    case live
    /// Reads are sent; writes are planned, and shown to the run as if they were done.
    case dryRun = "dry-run"
}

/// How a password is exchanged (`DESIGN.md`, «Rotation»).
public enum RotationStrategy: String, Sendable, CaseIterable {
    /// One `generate_password`, which replaces what is there.
    case replace
    /// The old one is removed first, for locks that refuse otherwise.
    case removeThenSet = "remove-then-set"
}
