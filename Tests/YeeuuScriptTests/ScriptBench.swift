import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Synchronization
import Vault
import YeeuuScript

/// A real workspace in a folder of its own, in which a test runs scripts.
final class ScriptBench {
    static let now: Int64 = 1_764_550_800
    let folder: String
    let vault: Vault
    let register: Register
    let zone: CivilTime
    var arguments: [(name: String, value: String)] = []
    var policy = Policy.standard
    var rotation = RotationStrategy.replace
    var concurrency = 4
    var cpuSeconds = 5.0
    var finished: FinishedItems?
    /// What `--files` names, below the folder.
    var files: String?
    /// Told of what a run does.
    var events: (@Sendable (RunEvent) -> Void)?

    static let entrance = key("B001", "1001")
    static let room = key("B001", "1001", "甲")
    static let second = key("B001", "1002")
    static let store = key("B002", "2001")

    static func key(_ building: String, _ code: String, _ door: String = "") -> DoorKey {
        let type: DoorType = door.isEmpty ? .main : .inner
        return DoorKey(buildingId: building, code: code, doorType: type, door: door)
    }

    init(_ grants: [EstateGrant] = ScriptBench.grants) throws {
        folder = NSTemporaryDirectory() + "yeeuu-script-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        zone = try CivilTime(zone: "Asia/Shanghai")
        vault = try Vault.create(
            at: folder + "/keys",
            name: Vault.newName(),
            partnerSecret: Secret("s3cr3t")
        )
        register = try Register.create(
            at: folder + "/register.sqlite",
            sealing: vault,
            clock: { Self.now }
        )
        _ = try LogWriter.create(at: folder + "/log", options: RunResources.logOptions(vault))
        let keys = [Self.entrance, Self.room, Self.second, Self.store]
        try register.load(
            keys.map { EstateDoor(Apartment(key: $0, unit: "1单元", name: "2501")) },
            grants
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Three passwords in B001 and one in B002.
    static let grants = [
        password(entrance, "13800000001", "7351948264"),
        password(room, "13800000001", "8264917350"),
        password(room, "13800000002", "5937162048"),
        password(store, "13800000003", "6047183952"),
    ]

    static func password(
        _ door: DoorKey,
        _ mobile: String,
        _ digits: String?,
        end: Int64? = now + 100_000
    ) -> EstateGrant {
        let terms = GrantTerms(
            startTime: now - 1000,
            endTime: end,
            author: "office",
            authoredName: "王芳",
            password: digits.map { Secret($0) }
        )
        return EstateGrant(door: door, kind: .password, authoredMobile: mobile, terms: terms)
    }

    /// Writes a file beside the script.
    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }

    /// What a file holds; nil when it is not there.
    func read(_ name: String) -> String? {
        try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    /// Runs a script to its end.
    func run(
        _ mode: RunMode,
        _ script: String,
        _ service: PlayedService = PlayedService()
    ) async throws -> ScriptOutcome {
        try await session(mode, service) { host, run, outcome in
            outcome.failure = await host.run(Array(script.utf8), name: "test.lua")
            outcome.report = await run.finish(outcome.failure)
        }
    }

    /// Opens a run and a host for `body`.
    func session(
        _ mode: RunMode,
        _ service: PlayedService = PlayedService(),
        _ body: (ScriptHost, Run, inout ScriptOutcome) async throws -> Void
    ) async throws -> ScriptOutcome {
        let resources = try RunResources.open(
            .init(workspace: folder),
            register: register,
            vault: vault,
            service: service
        )
        var setup = RunSetup(mode: mode, script: "test.lua", target: "sandbox")
        setup.operatorName = "wang"
        setup.partnerId = "p1"
        setup.policy = policy
        setup.rotation = rotation
        setup.events = events
        let run = try await Run.start(setup, in: resources)
        let ears = Ears()
        let host = try ScriptHost(run: run, options: options(ears))
        var outcome = ScriptOutcome(service: service)
        try await body(host, run, &outcome)
        await host.close()
        (outcome.printed, outcome.words) = ears.heard
        return outcome
    }

    private func options(_ ears: Ears) -> ScriptOptions {
        var options = ScriptOptions(zone: zone)
        options.scriptFolder = folder
        options.libFolder = folder + "/lib"
        options.workingFolder = folder
        options.readFolders = [folder]
        options.writeFolders = files.map { [folder + "/" + $0] } ?? []
        options.exports = folder + "/exports"
        options.arguments = arguments
        options.concurrency = concurrency
        options.finished = finished
        options.version = "9.9"
        options.cpuSeconds = cpuSeconds
        options.print = { ears.print($0) }
        options.words = { ears.say($0) }
        return options
    }

    /// The current password as the register has it.
    func password(_ door: DoorKey, _ mobile: String) throws -> String? {
        let id = GrantID(door: door, kind: .password, authoredMobile: mobile)
        return try register.view().password(of: id)?.reveal()
    }
}

/// What became of a script.
struct ScriptOutcome {
    let service: PlayedService
    var failure: ScriptFailure?
    var report: RunReport?
    var printed = ""
    var words: [ScriptWord] = []

    init(service: PlayedService) { self.service = service }

    /// What it printed, line by line.
    var lines: [String] { printed.split(separator: "\n").map(String.init) }
    /// What it said beside that.
    var texts: [String] { words.map(\.text) }
}

/// Takes what a script prints and says.
final class Ears: Sendable {
    private let heardSoFar = Mutex<(String, [ScriptWord])>(("", []))

    var heard: (String, [ScriptWord]) { heardSoFar.withLock { $0 } }

    func print(_ text: String) { heardSoFar.withLock { $0.0 += text } }

    func say(_ word: ScriptWord) { heardSoFar.withLock { $0.1.append(word) } }
}
