import Foundation
import Synchronization

/// The built program, started as a user starts it.
enum Program {
    /// What a finished program left.
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output line by line, empty ones left out.
        var lines: [String] { output.split(separator: "\n").map { String($0) } }

        /// Everything that a user saw.
        var all: String { output + errors }
    }

    /// The program beside the test bundle; PROGRAM_UNDER_TEST names another.
    static let path: String = {
        if let other = ProcessInfo.processInfo.environment["PROGRAM_UNDER_TEST"] { return other }
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("yeeuu").path
    }()

    /// Runs the program to its end; nothing of this process's own YEEUU variables reaches it.
    static func run(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Result {
        let files = Scratch()
        let process = process(arguments, in: folder, environment)
        let source = files.file("in", input)
        process.standardInput = try FileHandle(forReadingFrom: source)
        let output = files.file("out")
        let errors = files.file("err")
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try start(process)
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        )
    }

    /// Starts a process; one at a time, since Foundation's own start crashes when many overlap.
    static func start(_ process: Process) throws {
        let failure = starting.withLock { _ -> (any Error)? in
            do { try process.run() } catch { return error }
            return nil
        }
        if let failure { throw failure }
    }

    private static let starting = Mutex(())

    /// A process that is not started yet.
    static func process(
        _ arguments: [String],
        in folder: String,
        _ environment: [String: String]
    ) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let own = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("YEEUU_") }
        process.environment = own.merging(environment) { $1 }
        return process
    }
}

/// A folder that goes when nobody needs it any more.
final class Scratch {
    /// The folder.
    let path: String

    /// Makes an empty one.
    init() {
        let name = "yeeuu-test-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a file with `text` in it.
    func file(_ name: String, _ text: String = "") -> URL {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        _ = FileManager.default.createFile(atPath: url.path, contents: Data(text.utf8))
        return url
    }
}
