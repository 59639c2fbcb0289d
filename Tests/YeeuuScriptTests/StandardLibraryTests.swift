import Foundation
import Runs
import Testing

@testable import YeeuuScript

@Suite("Everything that a script can call")
struct StandardLibraryTests {
    /// Prints every function of a fresh state, by its whole name.
    private static let walk = """
        local seen, names = {}, {}
        local function walk(prefix, table)
          if seen[table] then return end
          seen[table] = true
          for key, value in pairs(table) do
            local name = prefix .. tostring(key)
            local kind = type(value)
            if kind == "table" then walk(name .. ".", value) else names[#names + 1] = name end
          end
        end
        walk("", _G)
        walk("", getmetatable("") or {})
        table.sort(names)
        for _, name in ipairs(names) do print(name) end
        """

    @Test("has its text for help, and nothing has one that is not there")
    func documented() async throws {
        let outcome = try await ScriptBench().run(.dryRun, Self.walk)
        // The runtime's own, which no script names.
        let callable = Set(outcome.lines.filter { !$0.hasPrefix("__") })
        #expect(callable.count > 120, "\(outcome.failure?.message ?? "")")
        for name in callable { #expect(ScriptHelp.text(name) != nil, "\(name) has no text") }
        let declared =
            StandardLibrary.entries.keys.filter { $0 != "_G" }
            + Declaration.functions.map { "yeeuu.\($0.name)" }
            + Declaration.fields.map { "yeeuu.\($0.name)" } + ["help"]
        #expect(callable == Set(declared), "\(callable.symmetricDifference(declared).sorted())")
    }

    @Test("is explained by itself, not by its name alone")
    func byValue() async throws {
        let script = """
            for _, value in ipairs { print, string.gsub, os.date, yeeuu.csv.read, help, table } do
              help(value)
            end
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        let starts = ["print(...)", "string.gsub(s,", "os.date([format", "yeeuu.csv.read(", "help"]
        for start in starts {
            #expect(outcome.lines.contains { $0.hasPrefix(start) }, "\(start): \(outcome.lines)")
        }
    }

    @Test("is missing where the declaration says so, with what there is instead")
    func missing() async throws {
        for name in StandardLibrary.missing.keys {
            let outcome = try await ScriptBench().run(.dryRun, "print(\(name))")
            #expect(outcome.failure != nil || outcome.lines == ["nil"], "\(name)")
            let found = await ScriptCheck.check(Array("print(\(name))".utf8), name: "t.lua")
            #expect(found.count == 1 && found[0].reason.contains(";"), "\(name)")
        }
    }
}

@Suite("The editor's stubs")
struct StubsTests {
    @Test("annotate every function: parameters, results, what waits")
    func annotations() {
        let text = ScriptStubs.luaCATS
        for function in Declaration.functions {
            let end = "function yeeuu.\(function.name)("
            guard let place = text.range(of: end) else {
                Issue.record("\(function.name)")
                continue
            }
            let before = text[..<place.lowerBound].components(separatedBy: "\n\n").last ?? ""
            #expect(before.contains("--- \(function.summary)"), "\(function.name)")
            #expect(before.contains("---@async") == function.waits, "\(function.name)")
            #expect(before.contains("---@return") == (function.returns != .nothing))
            let parameters = before.split(separator: "\n").filter { $0.hasPrefix("---@param") }
            let isFirst = function.name != "each"
            #expect(!isFirst || parameters.count == function.arguments.count, "\(function.name)")
        }
        for kind in Declaration.classes {
            #expect(text.contains("---@class yeeuu.\(kind.name)\n"))
            for method in kind.methods {
                #expect(text.contains("function \(kind.name):\(method.name)("))
            }
        }
    }

    @Test("know both forms of each, what its function gets, and what may be nil")
    func each() {
        let text = ScriptStubs.luaCATS
        #expect(text.contains("function yeeuu.each(list, function_) end"))
        #expect(text.contains("function yeeuu.each(list, options, function_) end"))
        #expect(text.contains("---@param function_ async fun(item: T, index: integer): any\n"))
        #expect(text.contains("---@field password? yeeuu.secret "))
        #expect(text.contains("---@field class \"invalid\"|\"refused\"|"))
    }

    @Test("name a field `protected` so that it is not taken for a scope")
    func scopes() {
        let text = ScriptStubs.luaCATS
        let scope = /---@field (?:public|protected|private|package)\?? (?:boolean|string|integer)\b/
        #expect(text.contains("---@field public protected boolean "))
        #expect(text.contains("---@field public protected? boolean "))
        #expect(text.firstMatch(of: scope) == nil)
    }

    @Test("let any field of a table be read that the declaration knows nothing of")
    func tables() {
        let text = ScriptStubs.luaCATS
        #expect(text.contains("---@return table<string, any>\nfunction yeeuu.args("))
        #expect(text.contains("---@return table<string, any>[]\nfunction yeeuu.csv.read("))
        #expect(text.firstMatch(of: /---@return table(\[\])?\n/) == nil)
    }

    @Test("list a function's parameters where it is explained")
    func keys() {
        let text = ScriptStubs.luaCATS
        let before = text.components(separatedBy: "function door:auth(").first ?? ""
        let words = before.components(separatedBy: "\n\n").last ?? ""
        #expect(words.contains("--- - `authoredMobile`: "), "\(words)")
        #expect(text.contains("--- - `concurrency`?: "))
    }

    @Test("tell editors that a call may wait anywhere")
    func luarc() {
        #expect(ScriptStubs.luarc.contains("\"diagnostics.disable\": [\"await-in-sync\"]"))
    }

    @Test("name no class that they do not declare")
    func classes() {
        let text = ScriptStubs.luaCATS
        let classes = text.matches(of: /---@class (?:\(exact\) )?(\S+)/)
        let declared = Set(classes.map { String($0.output.1) })
        for match in text.matches(of: /yeeuu\.[a-z_]+(?:\.[a-z_.]+)?options|yeeuu\.[a-z_]+\[\]/) {
            let name = String(match.output).replacing("[]", with: "")
            #expect(declared.contains(name), "\(name)")
        }
    }
}
