import ALMS
import Synchronization

/// Whether a request's token is taken: made with the secret, for a time near ours, by our partner.
final class Admittance: Sendable {
    private let settings: SandboxSettings
    private let seen = Mutex<[String: Int64]>([:])

    init(_ settings: SandboxSettings) { self.settings = settings }

    /// Throws when the token is not taken.
    func check(_ parameters: Parameters) throws(Refused) {
        guard parameters[.partnerId] == settings.partnerId,
            let text = parameters[.timestamp], let timestamp = Int64(text),
            let nonstr = parameters[.nonstr], !nonstr.isEmpty,
            let token = parameters[.token]
        else { throw .token }
        let now = settings.unixSeconds()
        let (off, isFar) = now.subtractingReportingOverflow(timestamp)
        guard !isFar, off.magnitude <= settings.clockTolerance.magnitude, String(timestamp) == text
        else { throw .token }
        let stamp = Stamp(timestamp: timestamp, nonstr: nonstr)
        guard token.lowercased() == Token.make(stamp, secret: settings.secret) else { throw .token }
        if settings.strictNonce { try remember(nonstr, now) }
    }

    private func remember(_ nonstr: String, _ now: Int64) throws(Refused) {
        let isNew = seen.withLock { seen in
            if seen.count > 100_000 {
                seen = seen.filter { $0.value >= now - 2 * settings.clockTolerance }
            }
            return seen.updateValue(now, forKey: nonstr) == nil
        }
        if !isNew { throw .token }
    }
}
