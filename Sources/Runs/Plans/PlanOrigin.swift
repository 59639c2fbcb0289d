public import RequestLog

/// Who made a plan, and who approved of it: different keys, each once however often it is named.
public struct PlanOrigin: Sendable {
    /// The plan key that signed it.
    public let author: VerifierKey
    /// The approvers that signed it, none of them under the author's key.
    public let approvers: [VerifierKey]

    /// Looks at who signed; nil when no plan key has.
    ///
    /// - Parameters:
    ///   - signers: the known keys that did.
    ///   - planKeys: the keys that plans are made with.
    ///   - approvers: the keys that approve.
    init?(_ signers: [VerifierKey], planKeys: [VerifierKey], approvers: [VerifierKey]) {
        let approving = Set(approvers.map(\.publicKey))
        let authors = signers.filter { key in
            planKeys.contains(key)
                && (!approving.contains(key.publicKey) || key.name.hasSuffix("/plan"))
        }
        let signed = signers.filter { approvers.contains($0) }
        let origins = authors.map { author in
            (author, Self.distinct(signed, without: author))
        }
        guard let best = origins.max(by: { $0.1.count < $1.1.count }) else { return nil }
        (author, self.approvers) = best
    }

    private static func distinct(
        _ keys: [VerifierKey],
        without author: VerifierKey
    ) -> [VerifierKey] {
        var seen: Set<[UInt8]> = [author.publicKey]
        return keys.filter { seen.insert($0.publicKey).inserted }
    }
}
