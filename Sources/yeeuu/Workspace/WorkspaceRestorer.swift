import FoundationEssentials
import Register
import RequestLog
import Runs
import Vault

/// Brings a workspace out of a backup: all of it, or nothing.
///
/// It is put together beside its place and gets its name last.
struct WorkspaceRestorer {
    let file: String
    /// The workspace's folder; new, or empty.
    let folder: String

    /// What came back.
    struct Summary: Sendable {
        /// The newest signed head of the log in the backup.
        let checkpoint: Checkpoint
        /// The code of `log verify`.
        let verification: Int32
        /// What was made of the log, where the register in the backup was damaged.
        let rebuilt: RegisterRebuilder.Summary?
    }

    /// Refuses a folder that something is in.
    func check() throws {
        switch Files.kind(folder) {
        case nil: break
        case .folder where folder == POSIX.currentFolder():
            throw Problem.unfitFolder(folder, "is the current one; name a new one")
        case .folder where Files.isEmptyFolder(folder): break
        case .folder: throw Problem.unfitFolder(folder, "is not empty; name a new one")
        default: throw Problem.unfitFolder(folder, "is no folder; name a new one")
        }
    }

    /// Restores it.
    func restore(passphrase: Secret) async throws -> Summary {
        try check()
        let aside = "\(folder).\(POSIX.processID()).restoring"
        do {
            try Files.makeFolder(Paths.parent(folder))
            try Files.makeFolder(aside, mode: 0o755)
            try unpack(to: WorkspaceFolder(path: aside), passphrase)
            let summary = try await settle(WorkspaceFolder(path: aside))
            try Files.syncFolders(aside)
            try Files.move(aside, to: folder)
            return summary
        } catch {
            try? FileManager.default.removeItem(atPath: aside)
            throw error
        }
    }

    private func unpack(to place: WorkspaceFolder, _ passphrase: Secret) throws {
        let reader = try BackupReader(file, .workspace, passphrase: passphrase)
        for path in [place.keys, place.log, place.runs] {
            try Files.makeFolder(path, mode: 0o700)
        }
        for name in ["entries", "torn", "cache"] {
            try Files.makeFolder(Paths.join(place.log, name), mode: 0o700)
        }
        try Files.makeFolder(place.lib)
        while let entry = try reader.next() {
            let path = Paths.join(place.path, entry.name)
            try Files.makeFolder(Paths.parent(path))
            try Files.write(to: path, mode: entry.mode) { try reader.read() }
        }
    }

    /// The log says that it was restored, and the register gets what the log knows more.
    private func settle(_ place: WorkspaceFolder) async throws -> Summary {
        let vault = try Vault.open(at: place.keys)
        let report = LogVerifier(folder: place.log, keys: [], against: []).verify()
        let head = try Self.head(place.log)
        let log = try LogWriter.open(at: place.log, options: try RunResources.logOptions(vault))
        _ = try await log.append(Self.note(head))
        try await log.close()
        let rebuilt = try Self.mend(place, vault)
        return Summary(checkpoint: head, verification: report.exitCode, rebuilt: rebuilt)
    }

    /// Brings the register up to the log; makes a damaged one anew.
    private static func mend(
        _ place: WorkspaceFolder,
        _ vault: Vault
    ) throws -> RegisterRebuilder.Summary? {
        do {
            let register = try Register.open(at: place.register, sealing: vault)
            try register.check()
            try Mending(.init(workspace: place.path), register, vault.sealing).mend()
            try register.close()
            return nil
        } catch RegisterError.damaged {
            try Register.remove(place.register)
            return try RegisterRebuilder(folder: place).rebuildAlone()
        }
    }

    private static func head(_ log: String) throws -> Checkpoint {
        guard let note = try LogReader(log).newestCheckpoint() else {
            throw LogError.failed("\(log): no signed head")
        }
        return try Checkpoint(parsing: SignedNote(parsing: note).text)
    }

    private static func note(_ head: Checkpoint) -> LogEntry {
        .note(
            text: "restored from a backup; what the workspace did after it is not here",
            fields: [
                .clear(
                    "backup",
                    .object([
                        .clear("root", .text(head.root.base64)),
                        .clear("size", .integer(head.size)),
                    ])
                )
            ]
        )
    }
}
