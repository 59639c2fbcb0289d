import ALMS
import FoundationEssentials

/// A script as it stands on disk.
struct ScriptFile: Sendable {
    /// The path as it was given.
    let path: String
    /// Its bytes.
    let source: [UInt8]

    /// What errors call it: `rotate.lua`.
    var name: String { Paths.name(path) }

    /// The folder it lies in.
    var folder: String { Paths.parent(path) }

    /// In bytes.
    private static let largest = 16 << 20

    /// Reads the script at `path`.
    ///
    /// - Throws: ``Problem/noScript(path:reason:nearest:)``, with a neighbour that may be meant.
    init(_ path: String) throws(Problem) {
        do throws(FileProblem) {
            // A pipe or a device may have no end.
            if Files.kind(path) == .other { throw FileProblem(.read, path, "is no plain file") }
            if Files.kind(path) == .file, try Files.size(path) > Self.largest {
                throw FileProblem(.read, path, "larger than \(Self.largest >> 20) MiB")
            }
            source = try Files.read(path)
            self.path = path
        } catch {
            let nearest = Files.kind(path) == nil ? Self.neighbour(path) : nil
            throw .noScript(path: path, reason: error.reason, nearest: nearest)
        }
        if source.starts(with: [0xFF, 0xFE]) || source.starts(with: [0xFE, 0xFF]) {
            throw .noScript(
                path: path,
                reason: "its text is UTF-16, as some editors' «Unicode»; save it as UTF-8",
                nearest: nil
            )
        }
    }

    private static func neighbour(_ path: String) -> String? {
        let folder = Paths.parent(path)
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        let scripts = (names ?? []).filter { $0.hasSuffix(".lua") }.sorted()
        return NearestName.find(Paths.name(path), among: scripts)
    }
}
