/// What is wrong with the keys; no error holds a key, a secret or a passphrase.
public enum VaultError: Error, Equatable, CustomStringConvertible {
    /// A file or the folder is not there.
    case missing(path: String, what: String)
    /// Others can read a file or enter the folder.
    case exposed(path: String, mode: String, remedy: String)
    /// It belongs to another user.
    case foreign(path: String)
    /// Something stands there already and is not overwritten.
    case exists(path: String)
    /// Not in the form in which keys are written.
    case malformed(path: String, what: String)
    /// A system call failed.
    case failed(String)
    /// No vault key is left, or not the one that sealed it.
    case noVaultKey(id: String?)
    /// Changed, or sealed for something else.
    case tampered
    /// A backup does not open with this passphrase.
    case wrongPassphrase
    /// A backup opens with this passphrase, and a later part of it was changed or is missing.
    case damagedBackup
    /// A file that is no backup at all.
    case notABackup
    /// A backup of something else.
    case wrongKind(BackupKind)
    /// A passphrase or a name breaks a rule.
    case refused(String)

    /// One sentence: subject first, the remedy after a semicolon.
    public var description: String {
        switch self {
        case .missing(let path, let what): "\(path): missing: \(what)"
        case .exposed(let path, let mode, let remedy):
            "\(path): mode \(mode) lets others in; run \(remedy)"
        case .foreign(let path): "\(path): belongs to another user; keys must be your own"
        case .exists(let path): "\(path): exists already and is not overwritten; move it away first"
        case .malformed(let path, let what): "\(path): not \(what); restore it from a backup"
        case .failed(let detail): detail
        case .noVaultKey(nil):
            "vault key: none is left; what was sealed cannot be opened, the log still verifies. "
                + "Restore a backup, or make a new one with 'yeeuu keys rotate --vault'"
        case .noVaultKey(let id?):
            "vault key \(id): not here; what it sealed cannot be opened, the log still verifies"
        case .tampered: "sealed value: changed, or sealed for something else"
        case .wrongPassphrase: "backup: wrong passphrase, or the file was changed"
        case .damagedBackup: "backup: cut short or changed; take another copy of the file"
        case .notABackup: "backup: not a file of this program's"
        case .wrongKind(let kind): "backup: \(kind.words)"
        case .refused(let detail): detail
        }
    }
}
