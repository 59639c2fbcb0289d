import RequestLog
import Vault

extension Workspace {
    /// The keys of others that this workspace trusts.
    func trustedKeys() throws -> [VerifierKey] {
        try vault.trustedKeys().map { try VerifierKey($0) }
    }
}
