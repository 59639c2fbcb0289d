import Foundation
import Testing

@Suite("A reader of the output")
struct OutputTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, function(grant) grant:rotate_password {} end)
        """
    private static let prints = """
        for i = 1, 4000 do print("row " .. i .. string.rep(" ", 60)) end
        """

    /// A command whose standard output is `pipe`, a small one; its words go to the file.
    private func started(
        _ arguments: [String],
        _ place: Place,
        _ pipe: Pipe,
        _ words: URL,
        target: String? = nil
    ) throws -> Process {
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, Self.setPipeSize, 4096)
        var environment = ["YEEUU_WORKSPACE": place.folder]
        environment["YEEUU_TARGET"] = target
        let process = Program.process(arguments, in: place.scratch.path, environment)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = try FileHandle(forWritingTo: words)
        try Program.start(process)
        return process
    }

    /// `F_SETPIPE_SZ` of Linux.
    private static let setPipeSize: Int32 = 1031

    @Test(
        "that leaves keeps nothing from being sent, and the exit code says that output was lost",
        arguments: [prints + "\n" + rotate, rotate + "\n" + prints]
    )
    func leaves(_ script: String) throws {
        let place = try Place(doors: 6)
        let (pipe, words) = (Pipe(), place.scratch.file("words"))
        let process = try started(["run", "--yes", place.script(script)], place, pipe, words)
        try pipe.fileHandleForReading.close()
        process.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationReason == .exit && process.terminationStatus == 2, "\(text)")
        #expect(text.contains("standard output: cannot be written: nobody reads it"), "\(text)")
        let grants = try place.grants("kind=password")
        #expect(!grants.isEmpty && grants.allSatisfy { $0.confidence == "confirmed" })
        let held = Set(try place.held().filter { $0.kind == "password" }.map(\.password))
        #expect(held == Set(grants.map(\.password)))
    }

    @Test("of --json that stops reading holds up nothing that is sent, nor the end for long")
    func stallsEvents() throws {
        let place = try Place(doors: 40)
        let server = try Server(place)
        let (pipe, words) = (Pipe(), place.scratch.file("words"))
        let process = try started(
            ["run", "--yes", "--json", "--per-second", "0", place.script(Self.rotate)],
            place,
            pipe,
            words,
            target: server.target
        )
        process.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationReason == .exit && process.terminationStatus == 2, "\(text)")
        #expect(text.contains("standard output: cannot be written: nobody has read it for"))
        #expect(!text.contains("unknown"), "\(text)")
        let grants = try place.grants("kind=password")
        #expect(try server.requests() == grants.count)
        #expect(grants.allSatisfy { $0.confidence == "confirmed" })
        #expect(try place.yeeuu("runs", "list", "--json").lines.last?.contains("\"done\"") == true)
    }

    @Test("that stops reading does not stop the wall time")
    func stallsWall() throws {
        let place = try Place(doors: 3)
        let (pipe, words) = (Pipe(), place.scratch.file("words"))
        let script = place.script("while true do print(string.rep('x', 10000)) end")
        let process = try started(
            ["run", "--dry-run", "--wall", "1", script],
            place,
            pipe,
            words
        )
        process.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationStatus == 2, "\(text)")
        #expect(text.contains("the run took more than 1 s"), "\(text)")
    }

    @Test("that stops reading does not stop Ctrl-C", arguments: [["--dry-run"], ["--yes"]])
    func stallsInterrupt(_ mode: [String]) throws {
        let place = try Place(doors: 3)
        let (pipe, words) = (Pipe(), place.scratch.file("words"))
        let script = place.script(
            "yeeuu.log.info('begun')\nfor i = 1, 300 do print(string.rep('x', 10000)) end\n"
                + Self.rotate
        )
        let before = try place.state()
        let process = try started(["run"] + mode + [script], place, pipe, words)
        for _ in 0..<600 {
            if try String(contentsOf: words, encoding: .utf8).contains("begun") { break }
            usleep(50_000)
        }
        usleep(500_000)
        #expect(process.isRunning)
        process.interrupt()
        process.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationReason == .exit && process.terminationStatus == 130, "\(text)")
        #expect(try place.state() == before)
    }

    @Test("of a list that leaves ends it quietly, as a list ends everywhere")
    func leavesList() throws {
        let place = try Place(doors: 2000)
        let (pipe, words) = (Pipe(), place.scratch.file("words"))
        let process = try started(["doors", "list"], place, pipe, words)
        try pipe.fileHandleForReading.close()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGPIPE)
        #expect(try String(contentsOf: words, encoding: .utf8).isEmpty)
    }

    @Test("is never a file of the workspace: streams that are closed stay closed")
    func closed() throws {
        let place = try Place(doors: 6)
        let script = place.script(Self.prints + "\n" + Self.rotate)
        let command = "exec \"$0\" run --yes \"$1\" >&- 2>&-; true"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command, Program.path, script]
        process.environment = ["YEEUU_WORKSPACE": place.folder]
        process.standardInput = FileHandle.nullDevice
        try Program.start(process)
        process.waitUntilExit()
        #expect(process.terminationStatus == 2)
        #expect(try place.yeeuu("log", "verify").status == 0)
        let grants = try place.grants("kind=password")
        #expect(!grants.isEmpty && grants.allSatisfy { $0.confidence == "confirmed" })
    }
}
