import ALMS
import LuaRuntime
import Register
import Runs

/// `yeeuu.csv`.
struct CSVFunctions {
    let state: StateBox

    var primitives: [LuaFunction] { [read, write] }

    private static let largest = 64 << 20

    private var read: LuaFunction {
        LuaFunction.checked("csv_read", as: "csv.read", state) { state, call, options in
            let path = call.string(1) ?? ""
            let file = try Self.file(path, state)
            var columns: [(name: String, heading: String)] = []
            if case .table(let table)? = options["columns"] { columns = try Self.columns(table) }
            let rows = try CSVRows(file, columns: columns, zone: state.options.zone)
            rows.push(call, state)
            return .values
        }
    }

    private static func file(_ path: String, _ state: ScriptState) throws -> CSVFile {
        let name = String(path.split(separator: "/").last ?? Substring(path))
        do {
            let real = try state.reach.reading(path)
            let bytes = try POSIX.read(real, limit: largest).get()
            return try CSVReader.read(bytes, name: name)
        } catch let problem as FileProblem {
            throw Complaints(Printable.escaped(path), problem.words)
        } catch let error as CSVError {
            let all = "\(error)".split(separator: "\n").map { ArgumentProblem("", String($0)) }
            throw Complaints(all)
        } catch {
            throw Complaints("", "\(error)")
        }
    }

    private static func columns(
        _ table: LuaTable
    ) throws(Complaints) -> [(name: String, heading: String)] {
        guard table.array.isEmpty else {
            throw Complaints("columns", "a value without a name; write name = \"heading\"")
        }
        var columns: [(name: String, heading: String)] = []
        for field in table.fields {
            guard case .string(let name) = field.key, case .string(let heading) = field.value else {
                throw Complaints("columns", "give them as name = \"heading\"")
            }
            columns.append((name, heading))
        }
        return columns
    }

    private var write: LuaFunction {
        LuaFunction("csv_write") { call in
            let state = state.value
            do {
                try write(call, state)
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: "csv.write"))
            }
        }
    }

    /// `write(path, rows [, columns] [, options])`: options may take the columns' place.
    private func write(_ call: borrowing LuaCall, _ state: ScriptState) throws {
        guard let declared = Declaration.function("csv.write") else { return }
        var columns = try call.value(3)
        var options = try call.value(4)
        if case .table(let table) = columns, table.array.isEmpty, !table.fields.isEmpty {
            (columns, options) = (.nil, columns)
        }
        guard let path = call.string(1), call.type(2) == .table else {
            throw Complaints("", "give a path and a list of rows; write csv.write(path, rows)")
        }
        var check = ArgumentCheck(declared, state)
        var overwrite = false
        if case .table(let table) = options {
            overwrite = check.checked(table, declared.options)["overwrite"] == .boolean(true)
        } else if options != .nil {
            throw Complaints("options", "\(ValueWords.kind(options)) given; give a table")
        }
        guard check.problems.isEmpty else { throw Complaints(check.problems) }
        let rows = try call.value(2, limits: .rows)
        let table = try RowTable(rows, columns: columns, secrets: .refused, state)
        try store(table, path, overwrite: overwrite, state)
    }

    private func store(
        _ table: RowTable,
        _ path: String,
        overwrite: Bool,
        _ state: ScriptState
    ) throws {
        do {
            let target = try state.reach.writing(path)
            let written = state.options.exports.map { WrittenFiles(folder: $0) }
            if POSIX.exists(target) {
                guard overwrite else {
                    throw FileProblem("already exists; give another name, or {overwrite = true}")
                }
                guard written?.holds(target) == true else {
                    throw FileProblem(
                        "not as a script wrote it; overwrite replaces only what a script wrote, "
                            + "so give another name"
                    )
                }
            }
            let count = table.rows.count == 1 ? "1 row" : "\(table.rows.count) rows"
            guard state.run.mode == .live else {
                let words = "dry run: would write \(target): \(count), columns "
                state.options.words(.info(words + table.columns.joined(separator: ", ")))
                return
            }
            if let exports = state.options.exports { try POSIX.makeFolder(exports) }
            var writer = CSVWriter(headings: table.columns)
            for row in table.rows { writer.add(row) }
            try writer.write(to: target, overwrite: overwrite)
            try written?.note(target)
            let words = "wrote \(target): \(count)"
            let isPartial = state.run.stopped == .interrupted
            state.options.words(
                isPartial ? .warning(words + ", partial: the run was interrupted") : .info(words)
            )
        } catch let problem as FileProblem {
            throw Complaints(Printable.escaped(path), problem.words)
        } catch let error as CSVError {
            throw Complaints("", "\(error)")
        }
    }
}

extension ScriptState {
    /// The files that this script reaches.
    var reach: FileReach {
        FileReach(
            workingFolder: options.workingFolder,
            readFolders: options.readFolders,
            writeFolders: options.writeFolders,
            exports: options.exports
        )
    }
}
