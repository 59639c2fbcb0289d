import ALMS

extension Declaration {
    /// Set by scripts that know what they do; no parameter of the interface.
    static let allowWeak = ScriptField(
        "allow_weak",
        .boolean,
        "lets a weak new password pass"
    )

    /// The four parameters that say which door is meant.
    static let identity: [ParameterName] = [.buildingId, .doorType, .code, .door]

    /// The eight operations under their own names.
    static let operations: [ScriptFunction] = Catalogue.operations.map { operation in
        ScriptFunction(
            operation.name.rawValue,
            [argument(operation)],
            returns: .object("answer"),
            waits: true,
            example: example(operation),
            operation.summary
        )
    }

    /// The operations of one door as methods, its identity filled in.
    static let doorOperations: [ScriptFunction] = Catalogue.operations
        .filter(\.isDoorOperation)
        .map { operation in
            ScriptFunction(
                operation.name.rawValue,
                [
                    .init(
                        "parameters",
                        .options(parameters(operation).filter { !isIdentity($0) })
                    )
                ],
                returns: .object("answer"),
                waits: true,
                example: "door:\(operation.name.rawValue){…}",
                operation.summary
            )
        }

    /// The keys that an operation's table takes.
    static func parameters(_ operation: Operation) -> [ScriptField] {
        let fields = operation.uses.map { use in
            ScriptField(
                use.name.rawValue,
                use.name.parameter.form.scriptType,
                use.name.parameter.summary,
                isRequired: use.need == .always
            )
        }
        return operation.takes(.password) ? fields + [allowWeak] : fields
    }

    /// The eleven fields of an apartment as `synchronize_apartments` takes them.
    static let apartmentFields: [ScriptField] = Catalogue.apartmentFields.map { name in
        ScriptField(
            name.rawValue,
            name.parameter.form.scriptType,
            name.parameter.summary,
            isRequired: [.buildingId, .code, .doorType].contains(name)
        )
    }

    private static func argument(_ operation: Operation) -> ScriptArgument {
        operation.isDoorOperation
            ? .init("parameters", .options(parameters(operation)))
            : .init("apartments", .rows(apartmentFields))
    }

    private static func isIdentity(_ field: ScriptField) -> Bool {
        identity.contains { $0.rawValue == field.name }
    }

    private static func example(_ operation: Operation) -> String {
        operation.isDoorOperation
            ? "yeeuu.\(operation.name.rawValue){buildingId = \"B001\", code = \"10010101\", …}"
            : "yeeuu.synchronize_apartments{{buildingId = \"B001\", code = \"10010101\", …}, …}"
    }
}
