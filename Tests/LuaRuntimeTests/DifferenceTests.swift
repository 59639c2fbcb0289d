import Foundation
import LuaRuntime
import Testing

@testable import LuaTrials

/// Holds the table of `LuaDifferences.md` against the runtime.
@Suite("The page of differences from Lua as published")
struct DifferenceTests {
    /// A row of the table, by its first column.
    static let rows: [String] = {
        let page = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/yeeuu/Documentation.docc/LuaDifferences.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.split(separator: "\n")
            .drop { !$0.hasPrefix("| what |") }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
            .map { $0.dropFirst(2).prefix { $0 != "|" }.trimmingCharacters(in: .whitespaces) }
    }()

    @Test("has a check for each row, and a row for each check")
    func complete() {
        #expect(Self.rows.count > 20)
        let checks = Array(DifferenceChecks.all.keys) + Array(DifferenceChecks.ended.keys)
        #expect(Self.rows.sorted() == checks.sorted())
    }

    @Test("tells the truth", arguments: DifferenceChecks.all.keys.sorted())
    func truth(row: String) async throws {
        guard let script = DifferenceChecks.all[row] else { return }
        let output = Output()
        let limits = LuaLimits(memoryBytes: 64 << 20, cpuSeconds: 5)
        try await withMachine(
            limits: limits,
            calendar: .fixed(offsetSeconds: 8 * 3600, zone: "CST"),
            output: output,
            setup: Self.setup
        ) { machine in
            let results = try await machine.run([UInt8](script.utf8), name: "@s.lua")
            #expect(results == [true])
        }
        if row.hasPrefix("`print`") { #expect(output.printed == "1\t2\n") }
        if row.hasPrefix("setting a new global") {
            #expect(output.warnings.first?.contains("global 'made' is first set") == true)
        }
    }

    @Test("says what ends a run that will not end", arguments: DifferenceChecks.ended.keys.sorted())
    func ended(row: String) async throws {
        guard let check = DifferenceChecks.ended[row] else { return }
        let output = Output()
        let limits = LuaLimits(memoryBytes: 8 << 20, cpuSeconds: check.kind == .cpu ? 0.1 : 5)
        await #expect(throws: LuaError.self) {
            try await withMachine(limits: limits, output: output) { machine in
                do {
                    _ = try await machine.run([UInt8](check.script.utf8), name: "@s.lua")
                } catch let error as LuaError {
                    #expect(error.kind == check.kind)
                    throw error
                }
            }
        }
        #expect(output.printed == "closed\n")
    }

    @Sendable
    private static func setup(_ host: LuaHost) throws {
        try Tasks.add(host)
        try RequireTests.setup(host)
    }
}
