import ALMS

/// A request as it came in, its path and parameters taken apart but not judged.
struct Incoming {
    let operation: OperationName
    /// The code in the path; nil for `synchronize_apartments`.
    let pathCode: String?
    let parameters: Parameters

    /// What the path asks for; nil when it is none of the interface's.
    static func route(_ path: Substring.UTF8View) -> (operation: OperationName, code: String?)? {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].isEmpty, parts[1].elementsEqual("apartments".utf8),
            let last = parts.last.flatMap({ String($0) }),
            let operation = OperationName(rawValue: last)
        else { return nil }
        switch (parts.count, operation.operation.isDoorOperation) {
        case (3, false): return (operation, nil)
        case (4, true):
            guard let code = PercentEncoding.decode(parts[2], plusIsSpace: false) else {
                return nil
            }
            return (operation, code)
        default: return nil
        }
    }

    /// The door that the parameters name; nil when they do not name one.
    var door: DoorKey? {
        guard let doorType = parameters[.doorType].flatMap({ DoorType(wireText: $0) }),
            let code = parameters[.code]
        else { return nil }
        return DoorKey(
            buildingId: parameters[.buildingId] ?? "",
            code: code,
            doorType: doorType,
            door: parameters[.door] ?? ""
        )
    }

    /// The request as faults select it.
    var subject: FaultBook.Subject {
        .init(
            operation: operation,
            building: parameters[.buildingId],
            code: pathCode,
            door: parameters[.door]
        )
    }
}
