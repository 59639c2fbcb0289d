import Register
import Runs
import Testing

@testable import YeeuuScript

@Suite("What is declared")
struct DeclarationTests {
    @Test("is just what can be called")
    func callable() async throws {
        let script = """
            local names = {}
            for name, value in pairs(yeeuu) do
              if type(value) == "function" then names[#names + 1] = name end
              if type(value) == "table" then
                for inner in pairs(value) do names[#names + 1] = name .. "." .. inner end
              end
            end
            table.sort(names)
            print(table.concat(names, " "))
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        let declared = Declaration.functions.map(\.name).sorted().joined(separator: " ")
        #expect(outcome.lines == [declared], "\(outcome.failure?.message ?? "")")
    }

    @Test("names the fields of yeeuu")
    func fields() async throws {
        let script = """
            local names = {}
            for name, value in pairs(yeeuu) do
              local kind = type(value)
              if kind ~= "function" and kind ~= "table" then names[#names + 1] = name end
            end
            table.sort(names)
            print(table.concat(names, " "))
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        #expect(outcome.lines == [Declaration.fields.map(\.name).sorted().joined(separator: " ")])
    }

    @Test("is there on all that scripts hold", arguments: ["door", "grant", "holder", "secret"])
    func methods(_ name: String) async throws {
        let declared = try #require(Declaration.scriptClass(name))
        let bench = try ScriptBench()
        let make = [
            "door": "yeeuu.doors{building = \"B001\"}[1]",
            "grant": "yeeuu.grants{building = \"B001\"}[1]",
            "holder": "yeeuu.holders{building = \"B001\"}[1]", "secret": "yeeuu.password()",
        ]
        let outcome = try await bench.session(.dryRun) { host, run, outcome in
            for member in declared.names {
                let line = "local x = \(make[name] ?? "") return x.\(member)"
                if case .failed(let failure) = await host.evaluate(line) {
                    Issue.record("\(name).\(member): \(failure.message)")
                }
            }
            _ = await host.evaluate("x = \(make[name] ?? "")")
            outcome.report = await run.finish(nil)
            let names = await host.names(ofGlobal: ["x"])
            #expect(names == declared.names.sorted())
        }
        #expect(outcome.report?.exitCode == .done)
    }

    @Test("agrees with the register's selectors")
    func selectors() {
        #expect(Set(Declaration.doorSelector.map(\.name)) == Set(DoorSelector.keys))
        #expect(Set(Declaration.grantSelector.map(\.name)) == Set(GrantSelector.keys))
    }

    @Test("has words and an example for everything")
    func words() {
        let methods = Declaration.classes.flatMap(\.methods)
        for function in Declaration.functions + methods + Declaration.globals {
            #expect(function.summary.hasSuffix("."), "\(function.name)")
            #expect(!function.example.isEmpty, "\(function.name)")
        }
        for topic in ScriptHelp.topics { #expect(ScriptHelp.text(topic) != nil, "\(topic)") }
    }
}
