/// Which key signs which heads: the first key, and those that `key` entries announced.
struct KeyChain {
    /// The keys so far, the current one last.
    private(set) var keys: [VerifierKey]
    private var announced: ArraySlice<(index: Int, key: VerifierKey)>

    init(first: VerifierKey, announced: [(index: Int, key: VerifierKey)]) {
        keys = [first]
        self.announced = announced[...]
    }

    /// What is wrong with a head's signatures, nil when they are those that must be there.
    ///
    /// Heads come in the order of their sizes.
    mutating func check(_ head: SignedHead, origin: String) -> (VerifyFault, String)? {
        var pending: VerifierKey?
        while let next = announced.first, next.index < head.size {
            pending = next.key
            announced.removeFirst()
        }
        guard let current = keys.last else { return (.unverifiable, "no key is known") }
        let needed = [current] + (pending.map { [$0] } ?? [])
        if let pending { keys.append(pending) }
        let signers: [VerifierKey]
        do {
            signers = try head.signers(among: keys, origin: origin)
        } catch {
            return (.tampered, "\(error)")
        }
        if needed.allSatisfy(signers.contains) {
            return head.signatures.count == needed.count
                ? nil : (.tampered, "has signatures that nobody asked for")
        }
        if signers.isEmpty { return (.unverifiable, "signed by an unknown key alone") }
        return (.tampered, "not signed by the key in force at size \(head.size)")
    }
}
