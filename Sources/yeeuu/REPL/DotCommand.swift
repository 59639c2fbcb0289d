import ALMS

/// What can be said to the REPL itself.
enum DotCommand: Equatable {
    case help(String?)
    case live
    case dry
    case planned
    case report
    case doors([String])
    case grants([String])
    case log
    case run(String)
    case quit

    /// Why a line is no command.
    struct Unknown: Error, Equatable {
        /// The word after the dot.
        let word: String
        /// What may be meant.
        let nearest: String?
    }

    /// The commands with what they do, for `.help`.
    static let words: [(name: String, meaning: String)] = [
        (".help [NAME]", "this, or what NAME does: .help yeeuu.each"),
        (".live", "send writes from now on, after asking; starts a new run"),
        (".dry", "plan writes from now on; starts a new run"),
        (".planned", "what was planned so far"),
        (".report", "what was done so far"),
        (".doors [key=value …]", "the doors as this run sees them"),
        (".grants [key=value …]", "the grants as this run sees them"),
        (".log", "this run's entries in the log"),
        (".run FILE", "run a script here"),
        (".quit", "end; so does Ctrl-D"),
    ]

    /// Reads a line that begins with a dot; nil when it does not.
    init?(_ line: String) throws(Unknown) {
        let parts = line.split(whereSeparator: \.isWhitespace).map { String($0) }
        guard let first = parts.first, first.hasPrefix("."), first.dropFirst().first != "." else {
            return nil
        }
        let rest = Array(parts.dropFirst())
        switch first.dropFirst() {
        case "help": self = .help(rest.first)
        case "live": self = .live
        case "dry": self = .dry
        case "planned": self = .planned
        case "report": self = .report
        case "doors": self = .doors(rest)
        case "grants": self = .grants(rest)
        case "log": self = .log
        case "run" where !rest.isEmpty: self = .run(rest.joined(separator: " "))
        case "quit", "exit": self = .quit
        default:
            let names = Self.words.map { $0.name.prefix { !$0.isWhitespace } }.map { String($0) }
            throw Unknown(word: first, nearest: NearestName.find(first, among: names))
        }
    }
}
