import LuaRuntime
import Synchronization

/// What scripts under test printed and were warned of.
final class Output: Sendable {
    private let state = Mutex<(printed: String, warnings: [String])>(("", []))

    var printed: String { state.withLock { $0.printed } }
    var warnings: [String] { state.withLock { $0.warnings } }

    func print(_ bytes: [UInt8]) {
        state.withLock { $0.printed += String(decoding: bytes, as: UTF8.self) }
    }

    func warn(_ text: String) { state.withLock { $0.warnings.append(text) } }
}

/// Starts a machine, hands it to the test, and closes it whatever happens.
func withMachine<T>(
    limits: LuaLimits = .init(),
    calendar: LuaCalendar = .utc,
    output: Output = Output(),
    setup: @escaping @Sendable (LuaHost) throws -> Void = { _ in },
    _ body: (LuaMachine) async throws -> T
) async throws -> T {
    let environment = LuaEnvironment(
        print: { output.print($0) },
        warn: { output.warn($0) },
        calendar: calendar,
        now: { 1_767_225_600 }
    )
    let machine = try await LuaMachine.start(
        limits: limits,
        environment: environment,
        setup: setup
    )
    do {
        let result = try await body(machine)
        await machine.close()
        return result
    } catch {
        await machine.close()
        throw error
    }
}

/// Runs one script on a fresh machine.
@discardableResult
func lua(
    _ script: String,
    limits: LuaLimits = .init(),
    arguments: [LuaValue] = [],
    output: Output = Output(),
    setup: @escaping @Sendable (LuaHost) throws -> Void = { _ in }
) async throws -> [LuaValue] {
    try await withMachine(limits: limits, output: output, setup: setup) { machine in
        try await machine.run([UInt8](script.utf8), name: "@s.lua", arguments: arguments)
    }
}

/// The error that ends a script; a script that ends well is a failed test.
func failure(
    of script: String,
    limits: LuaLimits = .init(),
    setup: @escaping @Sendable (LuaHost) throws -> Void = { _ in }
) async throws -> LuaError {
    do {
        let results = try await lua(script, limits: limits, setup: setup)
        throw NoFailure(results: results)
    } catch let error as LuaError {
        return error
    }
}

/// A script ended well where it should not have.
struct NoFailure: Error { let results: [LuaValue] }

/// Functions that answer later, and one that answers at once.
@Sendable
func addWaiting(_ host: LuaHost) throws {
    try host.global(
        LuaFunction("later") { call in
            let value = call.lenientValue(1)
            return call.wait(
                for: { value },
                then: { value, call in
                    call.push(value)
                    return .values
                }
            )
        }
    )
    try host.global(
        LuaFunction("later_fail") { call in
            let text = call.string(1) ?? ""
            return call.wait(for: { text }, then: { text, call in call.fail(text) })
        }
    )
    try host.global(
        LuaFunction("nap") { call in
            let milliseconds = call.integer(1) ?? 0
            return call.wait(
                for: { try? await Task.sleep(for: .milliseconds(milliseconds)) },
                then: { _, _ in .values }
            )
        }
    )
    try host.global(
        LuaFunction("at_once") { call in
            call.push(argument: 1)
            return .values
        }
    )
}
