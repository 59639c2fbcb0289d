import LuaRuntime

/// Finds the Lua files that `require` names: beside the script, then under the workspace's `lib`.
struct Modules {
    let options: ScriptOptions

    private static let largest = 4 << 20

    /// The module's text, or where it was looked for.
    func resolve(_ name: String) -> LuaResolution {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy(isPlain) else {
            return .failure("no module name; write words joined by dots")
        }
        let file = parts.joined(separator: "/") + ".lua"
        let folders = [options.scriptFolder, options.libFolder].compactMap { $0 }
        for folder in folders {
            let reach = FileReach(
                workingFolder: folder,
                readFolders: [folder],
                writeFolders: [],
                kinds: FileReach.lua
            )
            guard let path = try? reach.reading(file) else { continue }
            switch POSIX.read(path, limit: Self.largest) {
            case .success(let bytes): return .source(ScriptHost.body(bytes), chunkName: "@\(file)")
            case .failure(let problem): return .failure("\(file): \(problem.words)")
            }
        }
        let places = folders.map { "\($0)/\(file)" }.joined(separator: ", ")
        let looked = places.isEmpty ? "there is no folder to look in" : "looked for \(places)"
        return .failure("not found; \(looked)")
    }

    private func isPlain(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0 == "_" || $0 == "-" || ("0"..."9").contains($0)
            }
    }
}
