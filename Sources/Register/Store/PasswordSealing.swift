import ALMS
import Synchronization
public import Vault

/// Seals passwords before they reach the database, and opens them again.
public protocol PasswordSealing: Sendable {
    /// A text that tells nothing of `password` and opens only with the same `context`.
    func seal(_ password: Secret, authenticating context: String) throws -> String
    /// The password in `sealed`.
    func openSecret(_ sealed: String, authenticating context: String) throws -> Secret
}

extension Vault: PasswordSealing {}
extension SealingKeys: PasswordSealing {}

/// A password as it stands in the database, or as it just came.
enum HiddenPassword: Sendable, Equatable {
    case clear(Secret)
    case sealed(String)
}

/// Which place of a row a sealed password may stand in; a pending one never passes for a held one.
enum PasswordRole: String {
    case held
    case asked
}

/// Seals and opens the passwords of grants, bound to door, holder and role.
struct Keyring: Sendable {
    private let sealing: any PasswordSealing
    private let lately = OpenedPasswords()

    init(sealing: any PasswordSealing) { self.sealing = sealing }

    func sealed(_ hidden: HiddenPassword?, of id: GrantID, as role: PasswordRole) throws -> String?
    {
        switch hidden {
        case .none: nil
        case .sealed(let text): text
        case .clear(let secret):
            try mapped { try sealing.seal(secret, authenticating: context(id, role)) }
        }
    }

    func opened(_ hidden: HiddenPassword?, of id: GrantID, as role: PasswordRole) throws -> Secret?
    {
        switch hidden {
        case .none: nil
        case .clear(let secret): secret
        case .sealed(let text):
            try lately.secret(text, id, role) {
                try mapped { try sealing.openSecret(text, authenticating: context(id, role)) }
            }
        }
    }

    /// Every part with its length, so that no two grants share a context.
    private func context(_ id: GrantID, _ role: PasswordRole) -> String {
        var bytes = Array("yeeuu/register/v1 ".utf8)
        bytes.reserveCapacity(160)
        bytes += role.rawValue.utf8
        func append(_ part: String) {
            bytes.append(UInt8(ascii: " "))
            JSONWriter.write(part.utf8.count, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes += part.utf8
        }
        append(id.door.buildingId)
        append(id.door.code)
        append(id.door.doorType.wireText)
        append(id.door.door)
        append(id.authoredMobile)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func mapped<Result>(_ body: () throws -> Result) throws(RegisterError) -> Result {
        do { return try body() } catch { throw .sealing("\(error)") }
    }
}

/// The passwords that were opened lately: a rotation asks several times for the same one.
private final class OpenedPasswords: Sendable {
    private struct Opened {
        let id: GrantID
        let role: PasswordRole
        let secret: Secret
    }

    private static let most = 512
    private let opened = Mutex<[String: Opened]>([:])

    func secret(
        _ sealed: String,
        _ id: GrantID,
        _ role: PasswordRole,
        open: () throws -> Secret
    ) throws -> Secret {
        let known = opened.withLock { $0[sealed] }
        if let known, known.id == id, known.role == role { return known.secret }
        let secret = try open()
        opened.withLock { opened in
            if opened.count >= Self.most { opened.removeAll(keepingCapacity: true) }
            opened[sealed] = Opened(id: id, role: role, secret: secret)
        }
        return secret
    }
}
