import LuaRuntime
import Register
public import Runs
import Synchronization

/// Runs the text of one script, or the lines of one session, in a Lua state of its own.
///
/// All of it happens on that state's thread; a host belongs to one ``Runs/Run`` and is closed with it.
public final class ScriptHost: Sendable {
    private let run: Run
    private let options: ScriptOptions
    private let starting: Task<LuaMachine, any Error>
    private let state = Mutex(State())

    private struct State {
        var machine: LuaMachine?
        var isInterrupted = false
        var results = 0
    }

    /// Makes the Lua state, on a thread of its own, while the caller goes on.
    ///
    /// - Throws: options that make no sense; what goes wrong while the state is made, the first
    ///   ``run(_:name:)`` or ``evaluate(_:)`` says.
    public init(run: Run, options: ScriptOptions) throws(ScriptOptionsError) {
        try options.check()
        self.run = run
        self.options = options
        let limits = LuaLimits(
            memoryBytes: options.memoryMiB << 20,
            cpuSeconds: options.cpuSeconds,
            wallSeconds: options.wallSeconds
        )
        let isWarned = Mutex(false)
        let environment = LuaEnvironment(
            print: { bytes in
                if run.stopped == .interrupted, isWarned.withLock({ $0.setOnce() }) {
                    let words = "interrupted: what is printed from here on is partial"
                    options.words(.warning(words))
                }
                options.print(String(decoding: bytes, as: UTF8.self))
            },
            hasRoom: options.hasRoom,
            warn: { options.words(.warning($0)) },
            calendar: LuaCalendar(options.zone),
            now: { run.view.now }
        )
        starting = Task {
            try await LuaMachine.start(
                limits: limits,
                environment: environment,
                setup: { _ = try Installation(run: run, options: options).install($0) }
            )
        }
    }

    /// Runs a script from its start to its end, waits included.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - name: as errors show it: `rotate.lua`.
    /// - Returns: nil when it ended well.
    public func run(_ source: [UInt8], name: String) async -> ScriptFailure? {
        if let failure = strayArguments(source, name) { return failure }
        if let finding = ScriptCheck.comparison(source, name) {
            return ScriptFailure(.invalid, finding.description)
        }
        do {
            _ = try await started().run(Self.body(source), name: "@\(name)")
            return nil
        } catch {
            return ScriptFailure(error)
        }
    }

    /// A script without a byte order mark and a first line that begins with `#`, as Lua's own
    /// interpreter takes files; Windows' editor writes the mark.
    static func body(_ source: [UInt8]) -> [UInt8] {
        let text = source.starts(with: [0xEF, 0xBB, 0xBF]) ? source.dropFirst(3) : source[...]
        return Array(text.first == UInt8(ascii: "#") ? text.drop { $0 != 10 } : text)
    }

    /// Runs what somebody typed: an expression, whose values are shown and kept as `_1`, `_2`, …,
    /// or statements, whose locals stay.
    public func evaluate(_ text: String) async -> Evaluation {
        let text = Self.translated(text)
        let first = state.withLock { $0.results } + 1
        do {
            let values = try await started().evaluate(text, numbering: first)
            state.withLock { $0.results += values.count }
            return .done(try await shown(values))
        } catch let error as LuaError where error.kind == .incomplete {
            return .incomplete
        } catch {
            return .failed(ScriptFailure(error))
        }
    }

    /// The names under a path of globals, A to Z, what the session made included; for completion.
    public func names(ofGlobal path: [String]) async -> [String] {
        guard let machine = try? await started() else { return [] }
        return (try? await machine.perform { $0.names(ofGlobal: path) }) ?? []
    }

    /// Ends what runs, uncatchably; from any thread.
    public func interrupt() {
        let machine = state.withLock { state in
            if state.machine == nil { state.isInterrupted = true }
            return state.machine
        }
        machine?.interrupt()
    }

    /// Frees the state and its thread.
    public func close() async {
        if let machine = try? await starting.value { await machine.close() }
    }

    /// The machine, once it is made; an interrupt that came before ends whatever was to run.
    private func started() async throws -> LuaMachine {
        let machine = try await starting.value
        let isInterrupted = state.withLock { state in
            state.machine = machine
            defer { state.isInterrupted = false }
            return state.isInterrupted
        }
        if isInterrupted { throw CancellationError() }
        return machine
    }

    /// Whether a typed line may hold a password, so that no history may keep it.
    public static func mayHoldSecret(_ line: String) -> Bool {
        SecretGuess.mayHold(line)
    }

    /// `= x` is `x`, and `x?` asks for help, as people type them.
    private static func translated(_ text: String) -> String {
        let trimmed = text.trimmingBlanks
        if trimmed == "help" { return "help()" }
        if trimmed.hasPrefix("="), !trimmed.hasPrefix("==") { return String(trimmed.dropFirst()) }
        guard trimmed.hasSuffix("?") else { return text }
        let topic = trimmed.dropLast()
        let isTopic = topic.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || [95, 46, 58].contains($0)
        }
        return isTopic ? "help(\"\(topic)\")" : text
    }

    private func shown(_ values: [LuaValue]) async throws -> [String] {
        guard !values.isEmpty else { return [] }
        return try await started().perform { host in
            guard let state = host.storage as? ScriptState else { return [] }
            return values.map { PrettyPrinter(state: state).text($0) }
        }
    }

    /// Arguments for a script that never asks for any are a mistake that would go unseen.
    private func strayArguments(_ source: [UInt8], _ name: String) -> ScriptFailure? {
        guard let first = options.arguments.first,
            !String(decoding: source, as: UTF8.self).contains("args")
        else { return nil }
        let words = "\(name): \(first.name): no such argument; the script takes none"
        return ScriptFailure(.invalid, words)
    }
}

/// What became of a typed line.
public enum Evaluation: Sendable {
    /// More lines are needed: call again with all of them.
    case incomplete
    /// Done; the results as people read them, one text a value.
    case done([String])
    /// It did not end well.
    case failed(ScriptFailure)
}

extension Bool {
    /// Sets it; whether it was not set before.
    fileprivate mutating func setOnce() -> Bool {
        defer { self = true }
        return !self
    }
}

extension String {
    /// Without blanks and line feeds at both ends.
    var trimmingBlanks: String {
        let tail = drop(while: \.isWhitespace)
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }
}
