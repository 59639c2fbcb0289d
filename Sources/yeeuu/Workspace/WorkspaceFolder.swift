/// The names of the files of a workspace (`DESIGN.md`, «Workspace»).
struct WorkspaceFolder: Sendable, Equatable {
    /// The folder, from the root.
    let path: String

    var settings: String { Paths.join(path, "yeeuu.yaml") }
    var register: String { Paths.join(path, "register.sqlite") }
    var log: String { Paths.join(path, "log") }
    var keys: String { Paths.join(path, "keys") }
    var runs: String { Paths.join(path, "runs") }
    var lib: String { Paths.join(path, "lib") }
    /// What scripts write.
    var exports: String { Paths.join(path, "exports") }
    var history: String { Paths.join(path, "history") }
    var sandbox: String { Paths.join(path, "sandbox.sqlite") }

    /// The workspace that is named, or the nearest one upwards.
    ///
    /// - Throws: ``Problem/notAWorkspace(_:)`` or ``Problem/noWorkspace(from:)``.
    static func find(named name: String?, from folder: String) throws(Problem) -> WorkspaceFolder {
        if let name, !name.isEmpty {
            let found = WorkspaceFolder(path: Paths.absolute(name, from: folder))
            guard Files.kind(found.settings) == .file else { throw .notAWorkspace(name) }
            return found
        }
        var place = Paths.absolute(folder)
        while true {
            let found = WorkspaceFolder(path: place)
            if Files.kind(found.settings) == .file { return found }
            let above = Paths.parent(place)
            if above == place { throw .noWorkspace(from: folder) }
            place = above
        }
    }
}
