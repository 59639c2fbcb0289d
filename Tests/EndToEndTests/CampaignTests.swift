import Foundation
import Testing

@Suite("A campaign of faults")
struct CampaignTests {
    /// The campaign's own script, which tells what went wrong and ends with a line of totals.
    private static let script: String = {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return here.appendingPathComponent("../../scripts/fault_runs.py").path
    }()

    @Test(
        "locks nobody out, whatever is cut, refused or killed",
        arguments: ["replace", "exchange"]
    )
    func campaign(_ kind: String) throws {
        let first = kind == "replace" ? 0 : 9
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Self.script, "--program", Program.path, "--seed", "7", "--doors", "24",
            "--per-place", "3", "--first", "\(first)", "--rotations", "\(first + 3)",
        ]
        let scratch = Scratch()
        let words = scratch.file("words")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: words)
        process.standardError = try FileHandle(forUpdating: words)
        try Program.start(process)
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: words), as: UTF8.self)
        #expect(process.terminationStatus == 0 && text.contains("3 rotations of "), "\(text)")
        #expect(text.contains("nobody locked out"), "\(text)")
    }
}
