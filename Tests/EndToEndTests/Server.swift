import Foundation
import FoundationNetworking

/// `yeeuu sandbox serve` on a workspace's estate, stopped when it goes.
final class Server {
    /// Where it listens.
    let target: String
    private let process: Process
    private let scratch = Scratch()

    /// Starts it and waits until it listens.
    convenience init(_ place: Place, _ options: String...) throws { try self.init(place, options) }

    /// Starts it in the place of `other`, which is stopped: runs of that one may be resumed here.
    convenience init(_ place: Place, insteadOf other: Server, _ options: String...) throws {
        other.stop()
        let port = other.target.split(separator: ":").last.map { String($0) } ?? "0"
        try self.init(place, ["--port", port] + options)
    }

    private init(_ place: Place, _ options: [String]) throws {
        process = Program.process(
            ["sandbox", "serve"] + options,
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder]
        )
        let output = scratch.file("out")
        let errors = scratch.file("err")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try Program.start(process)
        target = try Server.firstLine(output, errors, process)
    }

    deinit { stop() }

    /// Stops it and waits until it is gone.
    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    /// What the read-only path `name` answers.
    func get(_ name: String) throws -> String {
        guard let url = URL(string: "\(target)/sandbox/\(name)") else { throw Unexpected(target) }
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// How many requests of the eight operations came.
    func requests() throws -> Int {
        struct Count: Decodable { let requests: Int }
        let counts: [Count] = try Line.decode(
            get("requests").split(separator: "\n").map { String($0) }
                .filter { !$0.contains("\"code\"") }
        )
        return counts.map(\.requests).reduce(0, +)
    }

    private static func firstLine(_ output: URL, _ errors: URL, _ process: Process) throws -> String
    {
        for _ in 0..<400 {
            let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
            if let end = text.firstIndex(of: "\n") { return String(text[..<end]) }
            guard process.isRunning else { break }
            usleep(50_000)
        }
        throw Unexpected(String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
