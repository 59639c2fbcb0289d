import ALMSSandbox
import Register
import RequestLog
import Runs
import Vault

/// Makes a lost `register.sqlite` anew from the log and the vault keys.
struct RegisterRebuilder {
    let folder: WorkspaceFolder

    /// What came of it.
    struct Summary: Sendable {
        let entries: Int
        let unreadable: Int
        let doors: Int
        let grants: Int
        let runs: Int
    }

    /// Rebuilds it: whole, or not at all.
    func rebuild() async throws -> Summary {
        let name = POSIX.loginName()
        return try await RegisterKeeping.alone(in: folder.path, "restore", operatorName: name) {
            try rebuildAlone()
        }
    }

    /// The same, for a caller whom nobody else disturbs.
    func rebuildAlone() throws -> Summary {
        if Files.kind(folder.register) != nil { throw Problem.registerThere(folder.register) }
        let report = LogVerifier(folder: folder.log, keys: [], against: []).verify()
        guard report.exitCode == 0 || report.exitCode == VerifyFault.unsealed.exitCode else {
            throw Problem.unverifiedLog
        }
        let keys = try SealingKeys.open(at: folder.keys)
        if keys.ids.isEmpty { throw VaultError.noVaultKey(id: nil) }
        return try make(keys)
    }

    private func make(_ keys: SealingKeys) throws -> Summary {
        let aside = "\(folder.register).\(POSIX.processID()).new"
        defer { try? Register.remove(aside) }
        let register = try Register.create(at: aside, sealing: keys)
        let rebuild = RegisterRebuild(log: folder.log, keys: keys) { register, doors, time in
            try WorkspaceMaker.fillEstate(
                DemoEstate(doors: doors, now: time),
                register,
                at: time
            )
        }
        let summary = try rebuild.fill(register)
        let view = try register.view()
        let done = Summary(
            entries: summary.entries,
            unreadable: summary.unreadable,
            doors: try view.doors(.all).count,
            grants: try view.grants(.all).count,
            runs: try register.runs().count
        )
        try register.check()
        try register.close()
        try Register.put(aside, at: folder.register)
        return done
    }
}
