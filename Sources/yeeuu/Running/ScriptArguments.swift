/// The `key=value` arguments behind a script.
enum ScriptArguments {
    /// Reads them in their order.
    ///
    /// - Throws: ``Problem/noKeyValue(_:)``, ``Problem/keyTwice(_:)``.
    static func read(_ texts: [String]) throws(Problem) -> [(name: String, value: String)] {
        var arguments: [(name: String, value: String)] = []
        for text in texts {
            // Not by characters: a combining mark behind the sign would make another one of it.
            guard let equals = text.unicodeScalars.firstIndex(of: "="), equals != text.startIndex
            else {
                throw .noKeyValue(text)
            }
            let name = String(text.unicodeScalars[..<equals])
            if arguments.contains(where: { $0.name == name }) { throw .keyTwice(name) }
            let value = text.unicodeScalars[equals...].dropFirst()
            arguments.append((name, String(value)))
        }
        return arguments
    }
}
