import ALMS
import LuaRuntime
import Register
import Runs
import Vault

/// Times, passwords and waiting.
struct ValueFunctions {
    let state: StateBox

    var all: [LuaFunction] { [now, time, after, date, password, sleep] }

    private var now: LuaFunction {
        LuaFunction("now") { call in
            call.push(state.value.view.now)
            return .values
        }
    }

    private var time: LuaFunction {
        checked("time") { state, call, _ in
            let name = call.string(2) == "end" ? "endTime" : "startTime"
            do { call.push(try state.times.seconds(call.string(1) ?? "", name)) } catch {
                throw Complaints("text", "\(error)")
            }
            return .values
        }
    }

    private var after: LuaFunction {
        checked("after") { state, call, _ in
            let time = try Self.time(call, state)
            if let problem = TimeRule.problem(time) { throw Complaints("time", problem) }
            let later: Int64
            do {
                later = state.options.zone.time(try TimeSpan(call.string(2) ?? ""), after: time)
            } catch {
                throw Complaints("span", "\(error)")
            }
            if let problem = TimeRule.problem(later) { throw Complaints("", problem) }
            call.push(later)
            return .values
        }
    }

    /// The first argument of the call as Unix seconds.
    private static func time(
        _ call: borrowing LuaCall,
        _ state: ScriptState
    ) throws(Complaints) -> Int64 {
        if let seconds = call.integer(1) { return seconds }
        do { return try state.times.seconds(call.string(1) ?? "", "time") } catch {
            throw Complaints("time", "\(error)")
        }
    }

    private var date: LuaFunction {
        checked("date") { state, call, _ in
            let format = call.string(2) ?? "%Y-%m-%d %H:%M:%S"
            let time = try Self.time(call, state)
            do { call.push(try state.options.zone.format(time, format)) } catch {
                throw Complaints("", "\(error)")
            }
            return .values
        }
    }

    private var password: LuaFunction {
        checked("password") { state, call, options in
            let digits = try Self.digits(options)
            let secret = try state.newPassword(digits: digits, mobile: "", taken: [])
            call.push(object: state.types.secret, state.secrets.make(secret))
            return .values
        }
    }

    private var sleep: LuaFunction {
        checked("sleep") { state, call, _ in
            let seconds = call.number(1) ?? 0
            guard seconds >= 0, seconds < 1e9 else {
                let expected = seconds < 1e9 ? "0 or more" : "less than 1000000000"
                throw Complaints("seconds", "\(seconds) given; give \(expected)")
            }
            let context = state.context
            return call.wait(
                for: { try? await Task.sleep(for: .seconds(seconds)) },
                then: { _, _ in
                    state.context = context
                    return .values
                }
            )
        }
    }

    /// How many digits an options table asks for: 6 to 10, 6 where it says nothing.
    static func digits(_ options: LuaTable) throws(Complaints) -> Int {
        guard case .integer(let digits)? = options["digits"] else { return 6 }
        guard let digits = Int(exactly: digits), PasswordRule.lengths.contains(digits) else {
            throw Complaints("digits", "\(digits) given; give 6 to 10")
        }
        return digits
    }

    private func checked(
        _ name: String,
        _ body: @escaping (ScriptState, borrowing LuaCall, LuaTable) throws -> LuaAnswer
    ) -> LuaFunction {
        LuaFunction.checked(name, state, body)
    }
}

extension LuaFunction {
    /// A function whose arguments are held against its declaration before `body` sees the call.
    static func checked(
        _ name: String,
        as declared: String? = nil,
        _ state: StateBox,
        _ body: @escaping (ScriptState, borrowing LuaCall, LuaTable) throws -> LuaAnswer
    ) -> LuaFunction {
        let declared = declared ?? name
        let declaration = Declaration.function(declared)
        return LuaFunction(name) { call in
            do {
                let options = try declaration.map { try ArgumentCheck.check(call, $0) }
                return try body(state.value, call, options ?? LuaTable())
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: declared))
            }
        }
    }
}

extension ScriptState {
    /// A new password that is not weak and none of `taken`.
    func newPassword(
        digits: Int,
        mobile: String,
        taken: Set<Secret>
    ) throws(Complaints) -> Secret {
        var generator = SystemRandomNumberGenerator()
        let text = PasswordRule.generate(
            digits: digits,
            mobile: mobile,
            using: &generator,
            isTaken: { taken.contains(Secret($0)) }
        )
        guard let text else {
            throw Complaints("digits", "every password tried is taken; give more digits")
        }
        return Secret(text)
    }
}
