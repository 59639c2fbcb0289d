/// What a backup file holds.
public enum BackupKind: UInt8, Sendable {
    /// The keys of a workspace alone.
    case keys = 0x6B
    /// A whole workspace.
    case workspace = 0x77

    var words: String {
        switch self {
        case .keys: "a backup of keys alone; give it to 'yeeuu keys restore'"
        case .workspace: "a backup of a whole workspace; give it to 'yeeuu restore'"
        }
    }
}
