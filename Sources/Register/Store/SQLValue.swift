/// A value that a statement takes.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)

    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }

    init(_ number: Int) { self = .integer(Int64(number)) }

    init(_ flag: Bool) { self = .integer(flag ? 1 : 0) }
}
