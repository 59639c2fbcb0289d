import ALMS

/// Which column of a file holds which field.
struct ImportColumns {
    /// One field that a file may hold.
    struct Field {
        let name: String
        let headings: [String]
        let isRequired: Bool

        init(_ name: String, _ headings: [String] = [], isRequired: Bool = false) {
            self.name = name
            self.headings = headings
            self.isRequired = isRequired
        }

        init(_ parameter: ParameterName, isRequired: Bool = false) {
            name = parameter.rawValue
            headings = parameter.parameter.headings
            self.isRequired = isRequired
        }
    }

    private(set) var problems: [String] = []
    private var places: [String: Int] = [:]

    init(_ file: CSVFile, fields: [Field], mapping: [String: String]) {
        let names = fields.map(\.name)
        for (heading, field) in mapping.sorted(by: { $0.key < $1.key }) {
            if !names.contains(field) {
                problems.append(
                    "--columns: \(field): no such field\(NearestName.hint(field, among: names))"
                )
            } else if !file.headings.contains(heading) {
                let hint = NearestName.hint(heading, among: file.headings)
                problems.append("--columns: \(heading): no such heading in \(file.name)\(hint)")
            }
        }
        for (index, heading) in file.headings.enumerated() {
            place(index, heading, file, fields, mapping)
        }
        for field in fields where field.isRequired && places[field.name] == nil {
            let also = field.headings.first.map { " or \($0)" } ?? ""
            problems.append("\(file.name): \(field.name): no such column; add \(field.name)\(also)")
        }
    }

    /// Whether the file has a column for `name`.
    func has(_ name: String) -> Bool { places[name] != nil }

    /// The cell without white space at its ends; nil when the file has no such column.
    func cell(_ name: String, of row: CSVRow) -> String? {
        places[name].map { CSVText.trimmed(row.cells[$0]) }
    }

    private mutating func place(
        _ index: Int,
        _ heading: String,
        _ file: CSVFile,
        _ fields: [Field],
        _ mapping: [String: String]
    ) {
        let field = fields.first {
            mapping[heading] == $0.name
                || mapping[heading] == nil
                    && ($0.name == heading || $0.headings.contains(heading))
        }
        guard let field else {
            guard mapping[heading] == nil else { return }
            let known = fields.flatMap { [$0.name] + $0.headings }
            let hint = NearestName.find(heading, among: known).map { "; did you mean '\($0)'?" }
            problems.append(
                "\(file.name): \(heading): unknown heading"
                    + (hint ?? "; remove the column, or map it with --columns")
            )
            return
        }
        if let other = places.updateValue(index, forKey: field.name) {
            problems.append(
                "\(file.name): \(heading): means the same as \(file.headings[other]); keep one"
            )
        }
    }
}
