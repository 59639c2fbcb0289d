import Foundation

/// Tools of the system that check what the program wrote.
enum Shell {
    /// Runs a tool to its end and gives what it printed.
    ///
    /// - Throws: ``Unexpected`` with everything that it said when it fails.
    static func run(
        _ arguments: [String],
        in folder: String = "/",
        input: String = ""
    ) throws -> String {
        let files = Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = try FileHandle(forReadingFrom: files.file("in", input))
        let (output, errors) = (files.file("out"), files.file("err"))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try Program.start(process)
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        guard process.terminationStatus == 0 else {
            let words = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Unexpected(
                "\(arguments.first ?? ""): \(process.terminationStatus): \(text)\(words)"
            )
        }
        return text
    }
}
