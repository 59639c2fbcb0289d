import ALMS
import LuaRuntime

/// `yeeuu.print_table`, `yeeuu.log`, and what `help()` prints.
struct OutputFunctions {
    let state: StateBox

    /// Those of `yeeuu` itself.
    var module: [LuaFunction] { [printTable] }
    /// Those that preludes put into their places.
    var primitives: [LuaFunction] {
        [log("log_info", "log.info"), log("log_warn", "log.warn"), help, isStandard, check]
    }

    private var printTable: LuaFunction {
        LuaFunction.checked("print_table", state) { state, call, _ in
            let rows = try call.value(1, limits: .rows)
            let columns = call.type(2) == .table ? try call.value(2) : nil
            let table = try RowTable(rows, columns: columns, secrets: .dots, state)
            call.print(Printable.table(headings: table.columns, rows: table.rows))
            return .values
        }
    }

    private func log(_ name: String, _ declared: String) -> LuaFunction {
        LuaFunction.checked(name, as: declared, state) { state, call, _ in
            var words: [String] = []
            for place in stride(from: 1, through: call.count, by: 1) {
                words.append(try Self.words(call.lenientValue(place), state))
            }
            let text = words.joined(separator: " ")
            state.options.words(declared == "log.warn" ? .warning(text) : .info(text))
            call.awaitRoom()
            return .values
        }
    }

    private static func words(_ value: LuaValue, _ state: ScriptState) throws(Complaints) -> String
    {
        if case .string(let text) = value { return text }
        if case .object(let object) = value {
            guard object.type != state.types.secret else {
                throw Complaints("", "a secret; write secret:reveal() if it must stand there")
            }
            return ObjectFields(state: state).words(object)
        }
        return PrettyPrinter(state: state).text(value)
    }

    /// `help(topic)`: a text, or nothing for the overview.
    private var help: LuaFunction {
        LuaFunction("help") { call in
            let topic = call.string(1)
            if let text = ScriptHelp.text(topic) {
                call.print(text)
                return .values
            }
            let asked = topic ?? ""
            let hint = ScriptHelp.nearest(asked).map { "; did you mean '\($0)'?" } ?? ""
            return call.fail(
                error: ErrorValue.invalid("help", words: "nothing is called '\(asked)'\(hint)")
            )
        }
    }

    /// `is_standard(name)`: whether a global is one of Lua's own, or `help`.
    private var isStandard: LuaFunction {
        LuaFunction("is_standard") { call in
            let name = call.string(1) ?? ""
            call.push(StandardLibrary.globals.contains(name) || name == "help")
            return .values
        }
    }

    /// `check(name, …)`: a Lua function's arguments against its declaration; gives its options.
    private var check: LuaFunction {
        LuaFunction("check") { call in
            let name = call.string(1) ?? ""
            guard let function = Declaration.callable(name) else {
                return call.fail("\(name) is not declared")
            }
            do {
                var offset = 1
                if let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) {
                    let type = String(name[..<colon])
                    guard call.typeName(2) == type else {
                        let words = "\(call.typeName(2)) given as \(type); write \(name)"
                        throw Complaints("", words + function.signature)
                    }
                    offset = 2
                }
                let options = try ArgumentCheck.check(call, function, offset: offset)
                call.push(.table(options))
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: name))
            }
        }
    }
}

extension LuaConversionLimits {
    /// For rows: a million of them with twenty cells, as much text as a list that is read may hold.
    static let rows = LuaConversionLimits(values: 20_000_000, bytes: 64 << 20)
    /// For JSON: no step of it can be ended in the middle.
    static let json = LuaConversionLimits(values: 1_000_000, bytes: 8 << 20)
}
