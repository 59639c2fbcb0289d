import ALMS
import RequestLog
import Synchronization
import Vault

extension Run {
    /// The plan of a finished dry run, signed with the workspace's plan key: a C2SP signed note.
    ///
    /// - Returns: the bytes of the file; they hold no readable secret.
    /// - Throws: ``PlanError/empty`` when nothing would be sent.
    public func plan() throws(PlanError) -> [UInt8] {
        let (count, root, problem) = state.withLock { state in
            (state.planned.lines, state.planned.tree.root, state.planned.problem)
        }
        if let problem { throw .file(problem, "the planned lines could not be kept") }
        guard count > 0 else { throw .empty }
        let path = "\(resources.paths.runs)/\(id).planned.jsonl"
        guard let lines = POSIX.readAll(path) else { throw .file(path, POSIX.lastError) }
        do {
            let text = Array((try header(count, root).line + "\n").utf8) + lines
            let signer = try RunResources.signer(resources.vault.planKey)
            return try SignedNote.sign(text, by: [signer]).encoded()
        } catch { throw .signature("the plan cannot be signed: \(error)") }
    }

    private func header(_ count: Int, _ root: TreeHash) throws -> PlanHeader {
        let nonce = Commitments.newNonce()
        let key = Commitments(key: try resources.vault.commitmentKey())
        let commitment = key.commit(nonce: nonce, pointer: "/script", value: setup.source)
        return PlanHeader(
            plan: id,
            target: setup.target,
            script: setup.script,
            commitment: commitment.hex,
            nonce: Hexadecimal.text(nonce),
            created: resources.clock.seconds,
            count: count,
            root: root.base64
        )
    }
}
