/// One file in a backup: its path, its mode and how many bytes follow.
public struct BackupEntry: Sendable, Equatable {
    /// The path below the folder that was backed up: `log/log.json`.
    public let name: String
    /// The file's permissions.
    public let mode: UInt16
    /// How many bytes it has.
    public let size: Int

    static let nameLimit = 4096

    /// Whether `name` stays below the folder: no empty part, none of `.` and `..`.
    static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameLimit && !name.utf8.contains(0)
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0 != "." && $0 != ".."
            }
    }

    /// The length of the name in two bytes, the name, mode in two, size in eight.
    var encoded: [UInt8] {
        BackupEntry.bytes(name.utf8.count, 2) + Array(name.utf8) + BackupEntry.bytes(Int(mode), 2)
            + BackupEntry.bytes(size, 8)
    }

    static func number(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (1...count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - $0))) }
    }
}
