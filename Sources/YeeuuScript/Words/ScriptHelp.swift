import ALMS

/// What `help()` says, made of the declarations.
public enum ScriptHelp {
    /// Everything that can be asked about: `yeeuu.each`, `door`, `door:revoke`, `grant.endTime`.
    public static let topics: [String] = {
        var topics = ["yeeuu", "help"]
        topics += Declaration.fields.map { "yeeuu.\($0.name)" }
        topics += Declaration.namespaces.map { "yeeuu.\($0)" }
        topics += Declaration.functions.map { "yeeuu.\($0.name)" }
        for kind in Declaration.classes {
            topics.append(kind.name)
            topics += kind.fields.map { "\(kind.name).\($0.name)" }
            topics += kind.methods.map { "\(kind.name):\($0.name)" }
        }
        return topics + StandardLibrary.globals
            + StandardLibrary.entries.keys.filter { $0.contains(".") }.sorted()
    }()

    /// The text about `topic`, ending with a line feed; nil when nothing is called so.
    ///
    /// A topic is one of ``topics``, or its last word where that is plain; nil for the overview.
    public static func text(_ topic: String?) -> String? {
        guard let topic, topic != "yeeuu" else { return overview }
        if topic == "help" { return Declaration.globals.first.map { text($0, as: "help") } }
        if let text = exact(topic) { return text }
        if let operation = OperationName(rawValue: topic) {
            return exact("yeeuu.\(operation.rawValue)")
        }
        let candidates = topics.filter {
            $0.hasSuffix(".\(topic)") || $0.hasSuffix(":\(topic)")
        }
        let texts = candidates.compactMap(exact)
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }

    /// The topic that was probably meant.
    public static func nearest(_ topic: String) -> String? {
        if let found = NearestName.find(topic, among: topics) { return found }
        func last(_ text: String) -> String {
            String(text.split(whereSeparator: { $0 == "." || $0 == ":" }).last ?? "")
        }
        let short = Dictionary(topics.map { (last($0), $0) }, uniquingKeysWith: { one, _ in one })
        return NearestName.find(last(topic), among: short.keys.sorted()).flatMap { short[$0] }
    }

    private static func exact(_ topic: String) -> String? {
        if topic.hasPrefix("yeeuu.") {
            let name = String(topic.dropFirst(6))
            if let function = Declaration.function(name) { return text(function, as: topic) }
            if let field = Declaration.fields.first(where: { $0.name == name }) {
                return "\(topic)  \(field.type.givenWords)\n\n  \(field.summary)\n"
            }
            if Declaration.namespaces.contains(name) { return namespace(name) }
            return nil
        }
        if let kind = Declaration.scriptClass(topic) { return text(kind) }
        if let entry = StandardLibrary.entries[topic] {
            return "\(topic)\(entry.signature)\n\n  \(entry.summary)\n"
        }
        let library = StandardLibrary.names(in: topic)
            .compactMap { StandardLibrary.entries["\(topic).\($0)"] }
        if !library.isEmpty {
            return "\(topic)\n\n" + pairs(library.map { ($0.name + $0.signature, $0.summary) })
        }
        return member(topic)
    }

    private static func member(_ topic: String) -> String? {
        for separator in [":", "."] as [Character] {
            let parts = topic.split(separator: separator)
            guard parts.count == 2, let kind = Declaration.scriptClass(String(parts[0])) else {
                continue
            }
            if let method = kind.methods.first(where: { $0.name == parts[1] }) {
                return text(method, as: "\(kind.name):\(method.name)")
            }
            if let field = kind.fields.first(where: { $0.name == parts[1] }) {
                return
                    "\(kind.name).\(field.name)  \(field.type.givenWords)\n\n  \(field.summary)\n"
            }
        }
        return nil
    }

    // MARK: Texts

    private static func text(_ function: ScriptFunction, as name: String) -> String {
        var text = "\(name)\(function.signature)"
        if function.returns != .nothing { text += " -> \(function.returns.givenWords)" }
        text += "\n\n  \(function.summary)\n"
        for argument in function.arguments { text += arguments(argument) }
        if !function.example.isEmpty { text += "\n  \(function.example)\n" }
        return text
    }

    private static func arguments(_ argument: ScriptArgument) -> String {
        guard let fields = argument.fields, !fields.isEmpty else {
            guard case .value(let type) = argument.shape else { return "" }
            let need = argument.isRequired || argument.isRepeated ? "" : " (may be left out)"
            return "\n  \(argument.name): \(type.words)\(need)\n"
        }
        return "\n" + list(fields)
    }

    private static func list(_ fields: [ScriptField], areGiven: Bool = false) -> String {
        let width = fields.map { $0.name.count }.max() ?? 0
        return fields.map { field in
            let padding = String(repeating: " ", count: width - field.name.count)
            let need = field.isRequired ? "; required" : ""
            let type = areGiven ? field.type.givenWords : field.type.words
            return "    \(field.name)\(padding)  \(type): \(field.summary)\(need)\n"
        }.joined()
    }

    private static func text(_ kind: ScriptClass) -> String {
        var text = "\(kind.name)\n\n  \(kind.summary)\n"
        if !kind.fields.isEmpty { text += "\n" + list(kind.fields, areGiven: true) }
        let methods = kind.methods.map {
            ("\(kind.name):\($0.name)\($0.signature)", $0.summary)
        }
        return methods.isEmpty ? text : text + "\n" + pairs(methods)
    }

    private static func namespace(_ name: String) -> String {
        let functions = Declaration.functions.filter { $0.name.hasPrefix(name + ".") }
        return "yeeuu.\(name)\n\n" + pairs(functions.map(line))
    }

    private static func line(_ function: ScriptFunction) -> (String, String) {
        ("yeeuu.\(function.name)\(function.signature)", function.summary)
    }

    private static func pairs(_ items: [(String, String)]) -> String {
        let width = min(44, items.map { $0.0.count }.max() ?? 0)
        return items.map { name, summary in
            let padding = String(repeating: " ", count: max(0, width - name.count))
            return "  \(name)\(padding)  \(summary)\n"
        }.joined()
    }

    private static let overview: String = {
        var text = "The operations of the service:\n\n" + pairs(Declaration.operations.map(line))
        text += "\nDoors and grants in the register:\n\n"
        text += pairs(Declaration.registerFunctions.map(line))
        text += "\nWorking through lists, arguments, waiting, printing:\n\n"
        text += pairs(Declaration.flowFunctions.map(line))
        text += "\nTimes, passwords, JSON, CSV, words:\n\n"
        text += pairs((Declaration.valueFunctions + Declaration.fileFunctions).map(line))
        text += "\nFields:\n\n"
        text += pairs(Declaration.fields.map { ("yeeuu.\($0.name)", $0.summary) })
        let things = Declaration.classes.map(\.name).joined(separator: " ")
        return text
            + "\nhelp(yeeuu.each), help(\"door:revoke\") and so on say more; also: \(things)\n"
    }()
}
