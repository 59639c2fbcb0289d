/// The `key=value` arguments behind a script.
enum ScriptArguments {
    /// Reads them in their order.
    ///
    /// - Throws: ``Problem/noKeyValue(_:)``, ``Problem/keyTwice(_:)``.
    static func read(_ texts: [String]) throws(Problem) -> [(name: String, value: String)] {
        var arguments: [(name: String, value: String)] = []
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw .noKeyValue(text)
            }
            let name = String(text[..<equals])
            if arguments.contains(where: { $0.name == name }) { throw .keyTwice(name) }
            arguments.append((name, String(text[text.index(after: equals)...])))
        }
        return arguments
    }
}
