/// A checkpoint that somebody kept elsewhere.
struct KeptCheckpoint {
    let name: String
    private let note: SignedNote?
    let checkpoint: Checkpoint?
    private let problem: String?

    static func all(_ given: [(name: String, bytes: [UInt8])]) -> [KeptCheckpoint] {
        given.map { KeptCheckpoint(name: $0.name, bytes: $0.bytes) }
    }

    init(name: String, bytes: [UInt8]) {
        self.name = name
        do throws(NoteError) {
            let note = try SignedNote(parsing: bytes)
            checkpoint = try Checkpoint(parsing: note.text)
            self.note = note
            problem = nil
        } catch {
            note = nil
            checkpoint = nil
            problem = "\(error)"
        }
    }

    /// What it says against the log; nil when the log holds all that it covered, unchanged.
    func compare(
        _ pass: EntryPass,
        _ keys: [VerifierKey],
        _ origin: String
    ) -> VerifyFinding? {
        guard let note, let checkpoint else {
            return VerifyFinding(.unverifiable, problem ?? "not a checkpoint", file: name)
        }
        do {
            _ = try note.verified(by: keys)
        } catch {
            return VerifyFinding(.unverifiable, "\(error)", file: name)
        }
        guard checkpoint.origin == origin else {
            return VerifyFinding(
                .unverifiable,
                "of another log: \(checkpoint.origin)",
                file: name
            )
        }
        guard let root = pass.roots[checkpoint.size] else {
            return VerifyFinding(
                .rolledBack,
                "has \(checkpoint.size) entries, the log only \(pass.entries): it was cut back",
                index: pass.entries,
                file: name
            )
        }
        if root == checkpoint.root { return nil }
        return VerifyFinding(
            .rolledBack,
            "the log's first \(checkpoint.size) entries are others: it was rewritten",
            file: name
        )
    }
}
