import Foundation
import Testing

/// A short part of what `scripts/fault-log` does.
@Suite("The request log when the ground breaks under a run")
struct LogFaultTests {
    @Test(
        "loses nothing that left",
        arguments: [
            ["calls", "--limit", "14"], ["kills", "--requests", "120", "--limit", "6"], ["disk"],
            ["two", "--entries", "300"],
        ]
    )
    func campaign(_ arguments: [String]) throws {
        let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("scripts/faults/campaign.py").path
        let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
        let scratch = Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", scripts, "--programs", programs] + arguments
        let output = scratch.file("out")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try Program.start(process)
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("the log kept its promises"), "\(text)")
        if text.contains("skipped") { print(text) }
    }
}
