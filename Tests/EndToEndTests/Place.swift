import Foundation
import Testing

/// A sandbox workspace of one test, with what can be asked about it.
final class Place {
    /// Where the test's files are; the workspace lies in it.
    let scratch = Scratch()

    /// The workspace's folder.
    var folder: String { scratch.path + "/workspace" }

    /// Makes the workspace.
    init(doors: Int = 12) throws {
        let made = try Program.run(
            ["init", "--sandbox", "workspace", "--doors", "\(doors)"],
            in: scratch.path
        )
        guard made.status == 0 else { throw Unexpected(made.all) }
    }

    /// Runs a command in the workspace.
    @discardableResult
    func yeeuu(
        _ arguments: String...,
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> Program.Result {
        try yeeuu(arguments, input: input, environment: environment)
    }

    /// Runs a command in the workspace.
    @discardableResult
    func yeeuu(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> Program.Result {
        let own = ["YEEUU_WORKSPACE": folder].merging(environment) { $1 }
        return try Program.run(arguments, in: scratch.path, environment: own, input: input)
    }

    /// Writes a script and gives its path.
    func script(_ lua: String, name: String = "script.lua") -> String {
        scratch.file(name, lua).path
    }

    /// What the register says of passwords and authorizations.
    func grants(_ selection: String...) throws -> [Grant] {
        let list = try yeeuu(["grants", "list"] + selection + ["--json", "--reveal"])
        guard list.status == 0 else { throw Unexpected(list.all) }
        return try Line.decode(list.lines)
    }

    /// What the service holds, line by line.
    func state() throws -> String {
        let server = try Server(self)
        return try server.get("state")
    }

    /// The grants that the service holds.
    func held() throws -> [Grant] {
        try Line.decode(state().split(separator: "\n").map { String($0) })
            .filter { $0.kind != "door" }
    }
}

/// A test that cannot go on.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A grant as the register or the service lists it; a door is listed alike.
struct Grant: Decodable, Hashable {
    let kind: String
    let buildingId: String
    let code: String
    let doorType: String
    let door: String
    let authoredMobile: String?
    let authoredName: String?
    let author: String?
    let password: String?
    let pending: String?
    let confidence: String?

    /// What tells it from all others.
    var id: [String] { [buildingId, code, doorType, door, kind, authoredMobile ?? ""] }
}

/// Lines of JSON.
enum Line {
    static func decode<Value: Decodable>(_ lines: [String]) throws -> [Value] {
        try lines.map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
}

/// One line of `--json`.
struct Event: Decodable, Hashable {
    let type: String
    let operation: String?
    let door: [String]?
    let authoredMobile: String?
    let `class`: String?

    /// Operation, door and person: what a plan and a live run must have in common.
    var wish: String { "\(operation ?? "") \(door ?? []) \(authoredMobile ?? "")" }
}

extension Place {
    /// The id of the latest live run.
    func lastRun() throws -> String {
        struct Run: Decodable {
            let run: String
            let mode: String
        }
        let runs: [Run] = try Line.decode(yeeuu("runs", "list", "--json").lines)
        return try #require(runs.last { $0.mode == "live" }).run
    }

    /// Puts another partner secret where the workspace keeps it.
    static func replaceSecret(_ place: Place) throws {
        let file = URL(fileURLWithPath: place.folder + "/keys/secret")
        try FileManager.default.removeItem(at: file)
        let mode = [FileAttributeKey.posixPermissions: 0o600]
        let bytes = Data("another secret\n".utf8)
        guard FileManager.default.createFile(atPath: file.path, contents: bytes, attributes: mode)
        else { throw Unexpected("keys/secret cannot be written") }
    }
}
