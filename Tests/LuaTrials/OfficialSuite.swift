import Foundation
import LuaRuntime

/// The official test files of Lua 5.4.4, run unchanged.
///
/// They are written for a whole Lua, so each gets, beside the sandbox: a plain table as its
/// environment (reading what is not there gives nil), `_soft`, `_port` and `_nomsg` as their user
/// tests have them, an `io` that swallows, a `collectgarbage` that collects nothing, and a
/// `require` that finds the folder's helpers (`tracegc` is a stand-in: it sets finalizers).
struct OfficialSuite {
    /// Those that pass; what is wrong with each other says `LuaDifferences.md`.
    static let passing = [
        "api", "big", "code", "cstack", "math", "nextvar", "pm", "sort", "strings", "tpack", "utf8",
        "vararg", "verybig",
    ]

    /// How a file is run.
    enum Way: String, CaseIterable {
        /// Without limits.
        case plain
        /// With every timer ticking, as a script of a user runs.
        case timed
        /// With a waiting call before every 97th call of a library function.
        case waiting
    }

    let folder: String

    /// Runs them all in every way and says how each went; false: one failed.
    func run(_ names: [String] = passing) async throws -> Bool {
        var failed = 0
        var waits = 0
        for name in names {
            for way in Way.allCases {
                let clock = ContinuousClock()
                var problem: String?
                let time = try await clock.measure {
                    problem = try await run(name, way) { waits += $0 }
                }
                if let problem {
                    failed += 1
                    print("\(name).lua, \(way.rawValue): \(problem)")
                } else {
                    print("\(name).lua, \(way.rawValue): passed in \(Self.words(time))")
                }
            }
        }
        print(
            "\(names.count) official files, \(Way.allCases.count) ways each, \(waits) waits "
                + "injected: \(failed == 0 ? "all passed" : "\(failed) failed")"
        )
        return failed == 0
    }

    /// What went wrong, if anything.
    private func run(_ name: String, _ way: Way, _ count: (Int) -> Void) async throws -> String? {
        let text = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).lua"))
        let limits =
            way == .timed
            ? LuaLimits(memoryBytes: 1 << 30, cpuSeconds: 600, wallSeconds: 600)
            : LuaLimits(memoryBytes: 1 << 30, cpuSeconds: 0)
        let folder = folder
        let setup: @Sendable (LuaHost) throws -> Void = { try Self.setup($0, folder) }
        return try await withMachine(limits: limits, setup: setup) { machine in
            do {
                let results = try await machine.run(
                    Array("return official(...)".utf8),
                    name: "=suite",
                    arguments: [.bytes([UInt8](text)), .string(name), way == .waiting ? 97 : 0]
                )
                if case .integer(let waits)? = results.first { count(Int(waits)) }
                return nil
            } catch let error as LuaError {
                return ([error.message] + error.traceback.prefix(6)).joined(separator: "\n    ")
            }
        }
    }

    private static func words(_ time: Duration) -> String {
        time.formatted(.units(allowed: [.milliseconds], width: .narrow))
    }

    @Sendable
    private static func setup(_ host: LuaHost, _ folder: String) throws {
        let helper = LuaFunction("helper") { call in
            let path = "\(folder)/\(call.string(1) ?? "").lua"
            guard let text = FileManager.default.contents(atPath: path) else {
                return call.fail("no \(path)")
            }
            call.push([UInt8](text))
            return .values
        }
        let pause = LuaFunction("pause") { call in
            call.wait(start: { $0.resume(0) }, then: { (_: Int, _) in .values })
        }
        try host.prelude("suite", prelude, functions: [helper, pause])
    }

    /// `official(text, name, every)` answers how many waits it injected.
    private static let prelude = """
        local host = ...
        local globals, pause = host.globals, host.pause
        local load, error, type, pairs = load, error, type, pairs
        local count, waits = 0, 0

        local function interrupted(f, every)
            return function(...)
                count = count + 1
                if count % every == 0 then
                    waits = waits + 1
                    pause()
                end
                return f(...)
            end
        end

        local function interrupt(library, every)
            for name, f in pairs(library) do
                if type(f) == "function" then library[name] = interrupted(f, every) end
            end
        end

        local function silence()
            local file = {}
            function file.write() return file end
            file.stderr, file.stdout, file.stdin = file, file, file
            return file
        end

        local function environment()
            local env = {}
            for name, value in pairs(globals) do env[name] = value end
            env._G, env._soft, env._port, env._nomsg = env, true, true, true
            env.io = silence()
            env.collectgarbage = function(what)
                return what == "count" and globals.collectgarbage("count") or 0
            end
            env.package = {loaded = {}}
            for name, value in pairs(env) do
                if type(value) == "table" then env.package.loaded[name] = value end
            end
            local loaded = {tracegc = {start = function() end, stop = function() end}}
            env.require = function(name)
                local found = env[name] or loaded[name]
                if not found then
                    found = load(host.helper(name), "@" .. name .. ".lua", "t", env)() or true
                    loaded[name] = found
                end
                return found
            end
            return env
        end

        function globals.official(text, name, every)
            local env = environment()
            if every > 0 then
                for _, library in pairs{string, table, math, utf8, coroutine, os, env} do
                    interrupt(library, every)
                end
            end
            local body, problem = load(text:gsub("^#[^\\n]*", "", 1), "@" .. name .. ".lua", "t", env)
            if not body then error(problem, 0) end
            body()
            return waits
        end
        """
}
