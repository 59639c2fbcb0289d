import ALMS
import Foundation
import Runs
import Testing

@testable import yeeuu

@Suite("The settings of a workspace")
struct SettingsTests {
    private func read(
        _ text: String,
        _ environment: [String: String] = [:]
    ) async throws -> Settings {
        let name = "yeeuu-settings-\(UUID().uuidString).yaml"
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try Files.write(Array(text.utf8), to: path)
        defer { Files.remove(path) }
        return try await SettingsReader.read(path: path, environment: environment)
    }

    private let least = "target: sandbox\npartner_id: p1\n"

    @Test("a new workspace's text is read back, whatever the partner id is made of")
    func template() async throws {
        let text = SettingsText.make(target: "https://alms.yeeuu.com", partnerId: "0\"1: #x")
        let settings = try await read(text)
        #expect(settings.target == .url("https://alms.yeeuu.com"))
        #expect(settings.partnerId == "0\"1: #x")
        #expect(settings.effectivePerSecond == 2 && settings.effectiveConcurrency == 4)
    }

    @Test("the environment beats the file, the file the defaults")
    func precedence() async throws {
        let text = least + "pace:\n  per_second: 3\n  concurrency: 7\n"
        let settings = try await read(text, ["YEEUU_PACE_PER_SECOND": "0.5"])
        #expect(settings.perSecond == 0.5 && settings.concurrency == 7)
        #expect(settings.memoryMiB == 256 && settings.policy.keepAWayIn)
    }

    @Test(
        "a number beyond all use, or a value where keys belong, is refused by its line",
        arguments: [
            ("limits: {wall_seconds: 1e300}", "limits.wall_seconds: '1e300' given; give 0.001 to"),
            ("pace: {per_second: 1e-300}", "pace.per_second: '1e-300' given; give 0, or 0.001 to"),
            ("policy: {max_changes: 9007199254740993}", "give a whole number from 0 to 1000000000"),
            ("policy: none", "yeeuu.yaml:3: policy: holds others; give them below it, indented"),
        ]
    )
    func beyond(_ line: String, _ words: String) async throws {
        let error = await #expect(throws: Problem.self) { try await read(least + line + "\n") }
        #expect(error?.words.contains(words) == true, "\(error?.words ?? "")")
    }

    @Test("every key is taken")
    func everyKey() async throws {
        let settings = try await read(
            least + """
                operator: 王
                time_zone: Asia/Tokyo
                mobile: mainland
                rotation: remove-then-set
                limits: {memory_mib: 64, cpu_seconds: 2.5, wall_seconds: 60}
                policy:
                  allow: [auth, remote_action]
                  max_changes: 5
                  max_doors: 6
                  max_failures: 3
                  hours: 22:00-06:00
                  keep_a_way_in: no
                  known_doors: true
                """
        )
        #expect(settings.operatorName == "王" && settings.timeZone == "Asia/Tokyo")
        #expect(settings.mobile == .mainland && settings.rotation == .removeThenSet)
        #expect(settings.memoryMiB == 64 && settings.cpuSeconds == 2.5)
        #expect(settings.wallSeconds == 60 && settings.limitsOperations)
        #expect(settings.policy.allow == [.auth, .remoteAction])
        #expect(settings.policy.maxChanges == 5 && settings.policy.maxDoors == 6)
        #expect(settings.policy.maxFailures == .count(3) && settings.limitsFailures)
        #expect(settings.policy.hours?.description == "22:00-06:00")
        #expect(!settings.policy.keepAWayIn && settings.policy.knownDoors)
    }

    @Test(
        "a mistake is told with its line, or its variable",
        arguments: [
            ("partner: p\n", [:], "yeeuu.yaml:3: partner: no such key"),
            ("per_second: 2\n", [:], "yeeuu.yaml:3: per_second: no such key; did you mean"),
            ("target: sandbox\n", [:], "yeeuu.yaml"),
            ("pace: {per_sec: 2}\n", [:], "yeeuu.yaml:3: pace.per_sec: no such key"),
            ("mobile: china\n", [:], "yeeuu.yaml:3: mobile: 'china' given; give any or mainland"),
            ("time_zone: Asia/Shangai\n", [:], "yeeuu.yaml:3: time_zone:"),
            ("policy:\n  allow: auth\n", [:], "yeeuu.yaml:4: policy.allow: must be a list"),
            (
                "policy:\n  allow: [remote]\n", [:],
                "yeeuu.yaml:4: policy.allow: no such operation 'remote'"
            ),
            ("", ["YEEUU_PACE_CONCURRENCY": "x"], "YEEUU_PACE_CONCURRENCY: 'x' given"),
            ("", ["YEEUU_POLICY_HOURS": "25:00-1"], "YEEUU_POLICY_HOURS: '25:00-1' are no hours"),
            ("", ["YEEUU_TARGETS": "x"], "YEEUU_TARGETS: no such variable"),
        ] as [(String, [String: String], String)]
    )
    func mistake(_ more: String, _ environment: [String: String], _ words: String) async throws {
        do {
            _ = try await read(least + more, environment)
            Issue.record("taken: \(more)")
        } catch {
            #expect(ErrorWords(error).text.contains(words), "\(ErrorWords(error).text)")
            #expect(ErrorWords(error).code == .usage)
        }
    }

    @Test("keys in texts, comments and lists are no keys")
    func outline() {
        let text = "a: 1 # b: 2\n# c: 3\nd: |\n  e: 4\nf:\n  - g: 5\n  h: \"i: 6\"\nj: http://k\n"
        let outline = YAMLOutline(text)
        #expect(outline.entries.map(\.path) == ["a", "d", "f", "f.h", "j"])
        #expect(outline.line(of: "f.h") == 7)
    }
}
