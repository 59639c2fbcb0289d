import Foundation
import Testing

/// A copy of the workspace that an earlier version wrote, with the modes that Git does not keep.
final class Golden {
    private let scratch = Scratch()

    /// The workspace's folder.
    var folder: String { scratch.path + "/workspace" }

    /// Where a test may put files.
    var path: String { scratch.path }

    /// The folder with the files as they are stored.
    static let stored = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden").path

    init() throws {
        let files = FileManager.default
        try files.copyItem(atPath: Golden.stored + "/workspace", toPath: folder)
        try files.moveItem(atPath: folder + "/register.db", toPath: folder + "/register.sqlite")
        let keys = folder + "/keys"
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: keys)
        for name in try files.contentsOfDirectory(atPath: keys) {
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys + "/" + name)
        }
    }

    /// Runs a command in the workspace, or in another folder.
    func yeeuu(_ arguments: [String], in other: String? = nil) throws -> Program.Result {
        try Program.run(
            arguments,
            in: scratch.path,
            environment: ["YEEUU_WORKSPACE": other ?? folder]
        )
    }

    /// A file with `text` in it.
    func file(_ name: String, _ text: String) -> String { scratch.file(name, text).path }

    /// A stored file's bytes.
    static func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: stored + "/" + name))
    }

    /// The lines of what an earlier version said.
    static func expected(_ name: String) throws -> [String] {
        String(decoding: try bytes("expected/" + name), as: UTF8.self)
            .split(separator: "\n").map { String($0) }
    }

    /// A list with what each line must hold; later versions may add members, and order rows anew.
    static func lacking(_ name: String, in lines: [String]) throws -> [String] {
        var left = lines
        var lacking: [String] = []
        for line in try expected(name) {
            let wanted = try members(line)
            let place = try left.firstIndex { candidate in
                let found = try members(candidate)
                return wanted.allSatisfy { found[$0.key] == $0.value }
            }
            if let place { left.remove(at: place) } else { lacking.append(line) }
        }
        return lacking + left.map { "more: \($0)" }
    }

    private static func members(_ line: String) throws -> [String: NSObject] {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(value as? [String: NSObject])
    }
}
