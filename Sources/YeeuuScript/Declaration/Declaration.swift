import ALMS

/// Everything that scripts can use, declared once.
///
/// Registration, argument checks, `help()`, completion, `yeeuu check`, the editor stubs and the
/// luacheck standard read it; what the interface itself says comes from ``ALMS/Catalogue``.
enum Declaration {
    /// The fields of `yeeuu`.
    static let fields: [ScriptField] = [
        .init("dry_run", .boolean, "whether nothing is sent that changes anything"),
        .init("target", .text, "where requests go: a URL, or sandbox"),
        .init("run_id", .text, "the run's id, as in yeeuu runs show"),
        .init("version", .text, "the version of yeeuu"),
    ]

    /// The functions of `yeeuu`, the eight operations included.
    static let functions: [ScriptFunction] =
        operations + registerFunctions + flowFunctions
        + valueFunctions + fileFunctions

    /// The functions beside `yeeuu`.
    static let globals: [ScriptFunction] = [
        .init(
            "help",
            [.init("topic", .any, isRequired: false)],
            example: "help(yeeuu.each)",
            "Prints what a function, a field or an operation is for."
        )
    ]

    /// The things that functions give.
    static let classes: [ScriptClass] = [
        door, grant, holder, secret, report, reportEntry, answer, errorValue, logEntry,
    ]

    /// The tables inside `yeeuu`: `csv`, `json`, `log`.
    static let namespaces: [String] = {
        var names: [String] = []
        for function in functions {
            let parts = function.name.split(separator: ".")
            if parts.count == 2, !names.contains(String(parts[0])) {
                names.append(String(parts[0]))
            }
        }
        return names
    }()

    /// The names that can follow `yeeuu.`.
    static let memberNames: [String] =
        fields.map(\.name) + namespaces
        + functions.map(\.name).filter { !$0.contains(".") }

    /// The names that can follow `yeeuu.<namespace>.`.
    static func names(in namespace: String) -> [String] {
        functions.map(\.name).filter { $0.hasPrefix(namespace + ".") }
            .map { String($0.dropFirst(namespace.count + 1)) }
    }

    /// The function that is called `yeeuu.<name>`.
    static func function(_ name: String) -> ScriptFunction? { functionsByName[name] }

    /// The class `name`.
    static func scriptClass(_ name: String) -> ScriptClass? {
        classes.first { $0.name == name }
    }

    /// A function by the name that errors give it: `csv.read`, `door:revoke`.
    static func callable(_ name: String) -> ScriptFunction? { callables[name] }

    private static let functionsByName = Dictionary(
        uniqueKeysWithValues: functions.map { ($0.name, $0) }
    )

    private static let callables: [String: ScriptFunction] = {
        var callables = functionsByName
        for type in classes {
            for method in type.methods { callables["\(type.name):\(method.name)"] = method }
        }
        return callables
    }()
}
