import ALMS
import LuaRuntime

/// Rows that a script made, as cells under columns: for CSV files and printed tables.
struct RowTable {
    /// What to do with a password in a cell.
    enum Secrets { case dots, refused }

    let columns: [String]
    let rows: [[String]]

    /// Reads a list of tables, doors or grants.
    ///
    /// - Throws: every cell that cannot be written: a table, a secret that is not revealed.
    init(
        _ value: LuaValue,
        columns given: LuaValue?,
        secrets: Secrets,
        _ state: ScriptState
    ) throws(Complaints) {
        guard case .table(let list) = value, list.fields.isEmpty else {
            throw Complaints("rows", "\(ValueWords.kind(value)) given; give a list of rows")
        }
        let reader = CellReader(state: state, secrets: secrets)
        columns = try Self.columns(given) ?? Self.columns(of: list.array)
        var rows: [[String]] = []
        var problems: [ArgumentProblem] = []
        rows.reserveCapacity(list.array.count)
        for (index, row) in list.array.enumerated() {
            var cells: [String] = []
            if columns.isEmpty, !CellReader.isRow(row) {
                let words = "\(ValueWords.kind(row)) given; give a table"
                problems.append(.init("rows[\(index + 1)]", words))
            }
            for column in columns {
                do throws(Complaints) { cells.append(try reader.cell(row, column)) } catch {
                    problems += error.problems.map {
                        .init("rows[\(index + 1)].\(column)", $0.reason)
                    }
                }
            }
            rows.append(cells)
        }
        guard problems.isEmpty else { throw Complaints(Array(problems.prefix(20))) }
        self.rows = rows
    }

    private static func columns(_ value: LuaValue?) throws(Complaints) -> [String]? {
        guard case .table(let table)? = value else { return nil }
        var names: [String] = []
        for item in table.array {
            guard case .string(let name) = item else {
                throw Complaints("columns", "\(ValueWords.kind(item)) given; give texts")
            }
            names.append(name)
        }
        return names.isEmpty ? nil : names
    }

    /// Wire names in wire order, then the others from A to Z.
    private static func columns(of rows: [LuaValue]) -> [String] {
        var seen: Set<String> = []
        for row in rows {
            switch row {
            case .table(let table):
                for field in table.fields {
                    if case .string(let name) = field.key { seen.insert(name) }
                }
            case .object(let object):
                seen.formUnion(CellReader.fields(of: object.type.name))
            default: continue
            }
        }
        let wire = ParameterName.allCases.map(\.rawValue).filter(seen.contains)
        return wire + seen.subtracting(wire).sorted()
    }
}
