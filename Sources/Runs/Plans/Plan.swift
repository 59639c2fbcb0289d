import ALMS
public import RequestLog

/// A plan as it stands in a file: parsed and whole.
public struct Plan: Sendable {
    /// What it is of.
    public let header: PlanHeader
    /// Its lines in their order.
    public let steps: [PlanStep]
    /// The signed note that it travels as.
    public let note: SignedNote

    /// Reads a plan whose signatures nobody has judged yet: to be shown, not to be sent.
    ///
    /// - Throws: ``PlanError/malformed(line:_:)`` naming the first line that is wrong.
    public init(parsing bytes: [UInt8]) throws(PlanError) {
        let note: SignedNote
        do { note = try SignedNote(parsing: bytes) } catch {
            throw .malformed(line: 1, "no signed plan (\(error))")
        }
        try self.init(note, text: note.text)
    }

    /// Reads a plan that one of `keys` has signed, and nothing of another one.
    ///
    /// - Throws: ``PlanError/signature(_:)`` before anything of it is read, then as
    ///   ``init(parsing:)``.
    public init(parsing bytes: [UInt8], signedBy keys: [VerifierKey]) throws(PlanError) {
        let note: SignedNote
        do { note = try SignedNote(parsing: bytes) } catch {
            throw .malformed(line: 1, "no signed plan (\(error))")
        }
        try self.init(note, text: Self.signed(note, keys).text)
    }

    private init(_ note: SignedNote, text: [UInt8]) throws(PlanError) {
        let lines = text.dropLast().split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        guard let first = lines.first, let json = try? JSONParser.parse(first),
            let header = PlanHeader(json)
        else { throw .malformed(line: 1, "no header of a yeeuu plan") }
        guard lines.count - 1 == header.count else {
            throw .signature(
                "the plan was changed: \(header.count) steps announced, \(lines.count - 1) found"
            )
        }
        self.note = note
        self.header = header
        steps = try Self.steps(lines.dropFirst(), root: header.root)
        try checkExchanges()
    }

    private static func steps(
        _ lines: ArraySlice<ArraySlice<UInt8>>,
        root: String
    ) throws(PlanError) -> [PlanStep] {
        var tree = MerkleTree()
        var steps: [PlanStep] = []
        steps.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            tree.append(leaf: Array(line))
            guard let json = try? JSONParser.parse(line) else {
                throw .malformed(line: index + 2, "no JSON")
            }
            steps.append(try PlanStep(json, at: index))
        }
        guard tree.root.base64 == root else {
            throw .signature("the plan was changed: its lines do not fit its root")
        }
        return steps
    }

    /// Nothing but a password that is set next may excuse the removal of one from its bounds.
    private func checkExchanges() throws(PlanError) {
        var excused: Set<Int> = []
        for step in steps where step.operation == .generatePassword {
            for need in step.needs where steps[need].request.grant == step.request.grant {
                excused.insert(need)
            }
        }
        for step in steps where step.isExchange && !excused.contains(step.step) {
            throw .malformed(line: step.step + 2, "an exchange without its new password")
        }
    }

    /// Who of `keys` has signed it.
    ///
    /// - Throws: ``PlanError/signature(_:)`` when nobody has, or a known key's signature is bad.
    public func signers(among keys: [VerifierKey]) throws(PlanError) -> [VerifierKey] {
        try Self.signed(note, keys).signers
    }

    private static func signed(
        _ note: SignedNote,
        _ keys: [VerifierKey]
    ) throws(PlanError) -> SignedBytes {
        do { return try SignedBytes(note, by: keys) } catch {
            throw .signature(
                "the plan is not signed by a key that this workspace trusts, or was changed "
                    + "(\(error)); 'yeeuu keys trust VKEY' trusts one"
            )
        }
    }
}
