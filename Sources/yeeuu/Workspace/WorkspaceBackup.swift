import Register
import RequestLog
import Runs
import Vault

/// Writes a whole workspace into one file, while runs go on in it.
///
/// The register comes first and the log after it, so that the log in the file knows all that the
/// register in the file does, and mends the rest. A sandbox, which is the service, comes last: like
/// any service it may have done more than the log knows.
struct WorkspaceBackup {
    let workspace: Workspace
    let file: String

    /// What was written.
    struct Summary: Sendable {
        /// Under which head the log was copied.
        let checkpoint: Checkpoint
        /// What lies in the folders and is neither a file nor a folder.
        let skipped: [String]
    }

    /// Writes it; the file is whole or not there.
    ///
    /// - Throws: also when the register is damaged, before anything is written.
    func write(passphrase: Secret) async throws -> Summary {
        try workspace.register.check()
        let writer = try BackupWriter(file, .workspace, passphrase: passphrase)
        let folder = workspace.folder
        try add(database: folder.register, "register.sqlite", to: writer)
        let head = try await signedHead()
        for part in try LogCopy(folder.log, upTo: head).parts {
            switch part.content {
            case .bytes(let bytes): try writer.add("log/\(part.name)", bytes)
            case .file(let path, let count):
                try writer.add("log/\(part.name)", file: path, size: count)
            }
        }
        for key in try workspace.vault.keyFiles() { try writer.add("keys/\(key.name)", key.bytes) }
        var skipped: [String] = []
        for name in ["plans", "runs", "lib", "history", "yeeuu.yaml"] {
            try add(name, to: writer, &skipped)
        }
        if Files.kind(folder.sandbox) == .file {
            try add(database: folder.sandbox, "sandbox.sqlite", to: writer)
        }
        try writer.finish()
        return Summary(checkpoint: head.checkpoint, skipped: skipped)
    }

    private func signedHead() async throws -> SignedCheckpoint {
        let log = try LogWriter.open(
            at: workspace.folder.log,
            options: try RunResources.logOptions(workspace.vault)
        )
        let head = try await log.checkpoint()
        try await log.close()
        return head
    }

    /// The copy lies in the workspace, without a name: nobody finds it beside the encrypted file.
    private func add(database path: String, _ name: String, to writer: BackupWriter) throws {
        let copy = try DatabaseCopy(of: path, in: workspace.folder.path)
        try writer.add(name, size: copy.size) { try copy.read($0) }
    }

    private func add(_ name: String, to writer: BackupWriter, _ skipped: inout [String]) throws {
        let path = Paths.join(workspace.folder.path, name)
        switch Files.kind(path) {
        case nil: return
        case .file:
            try writer.add(name, try Files.read(path), mode: try Files.mode(path))
        case .folder:
            for entry in try Files.names(path) {
                try add("\(name)/\(entry)", to: writer, &skipped)
            }
        case .other: skipped.append(name)
        }
    }
}
