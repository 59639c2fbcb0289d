import ALMS
import RequestLog
import Synchronization
import Vault

extension Run {
    /// The plan of what a dry run planned so far, signed with the workspace's plan key: a C2SP
    /// signed note.
    ///
    /// Its id is the run's: of several plans of one run, made one after the other, only one can be
    /// applied.
    ///
    /// - Parameters:
    ///   - reason: why it is made, for whoever has to approve it.
    ///   - undone: the run of which it is the inverse, if it is.
    /// - Returns: the bytes of the file; they hold no readable secret.
    /// - Throws: ``PlanError/empty`` when nothing would be sent.
    public func plan(
        because reason: String = "",
        undoing undone: String? = nil
    ) throws(PlanError) -> [UInt8] {
        let path = "\(resources.paths.runs)/\(id).planned.jsonl"
        let (count, root, problem, lines) = state.withLock { state in
            state.planned.flush()
            let planned = state.planned
            return (planned.lines, planned.tree.root, planned.problem, POSIX.readAll(path))
        }
        if let problem { throw .file(problem, "the planned lines could not be kept") }
        guard count > 0 else { throw .empty }
        if state.withLock({ $0.plannedCounts[.generatePassword] != nil }) {
            do { _ = try resources.vault.seal([], authenticating: []) } catch {
                throw .signature("its passwords cannot be sealed: \(error)")
            }
        }
        guard let lines else { throw .file(path, POSIX.lastError) }
        do {
            let story = try story(reason, undone)
            let text = Array((try header(count, root, story).line + "\n").utf8) + lines
            let signer = try RunResources.signer(resources.vault.planKey)
            return try SignedNote.sign(text, by: [signer]).encoded()
        } catch { throw .signature("the plan cannot be signed: \(error)") }
    }

    /// Whether the script writes a list for people, which only its own run would do.
    public var writesList: Bool {
        String(decoding: setup.source, as: UTF8.self).contains("csv.write")
    }

    private func header(
        _ count: Int,
        _ root: TreeHash,
        _ story: PlanHeader.Story
    ) throws -> PlanHeader {
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
            writesList: writesList,
            count: count,
            root: root.base64,
            story: story
        )
    }
}
