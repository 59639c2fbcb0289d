import ALMS
import Register

/// Selectors on the command line: `building=B001 kind=password`.
enum SelectorArguments {
    private static let flags: Set<String> = [
        "protected", "occupied", "weak", "shared", "all", "required",
    ]
    private static let times: Set<String> = ["startTime", "endTime"]

    /// Reads `key=value` texts as a script's selector table would hold them.
    ///
    /// - Throws: ``Problem/noKeyValue(_:)``, ``Problem/keyTwice(_:)``, ``Problem/badTime(_:_:)``.
    static func read(_ texts: [String], zone: CivilTime) throws -> Arguments {
        Arguments(
            try ScriptArguments.read(texts).map { argument in
                Arguments.Item(argument.name, try value(argument.name, argument.value, zone))
            }
        )
    }

    /// The doors that `texts` name; all of them when there are none.
    static func doors(_ texts: [String], zone: CivilTime) throws -> DoorSelector {
        texts.isEmpty ? .all : try DoorSelector(try read(texts, zone: zone))
    }

    /// The grants that `texts` name; all active ones when there are none.
    static func grants(_ texts: [String], zone: CivilTime) throws -> GrantSelector {
        texts.isEmpty ? .all : try GrantSelector(try read(texts, zone: zone))
    }

    private static func value(
        _ name: String,
        _ text: String,
        _ zone: CivilTime
    ) throws -> ArgumentValue {
        if flags.contains(name) {
            switch text.lowercased() {
            case "true", "yes": return .boolean(true)
            case "false", "no": return .boolean(false)
            default: throw Problem.badValue(name: name, value: text, expected: "true or false")
            }
        }
        if times.contains(name) {
            if let seconds = Int64(text) { return .integer(seconds) }
            do throws(CivilTimeError) {
                return .integer(try zone.parse(text, bound: bound(name)))
            } catch { throw Problem.badTime(name, "\(error)") }
        }
        return .text(text)
    }

    private static func bound(_ name: String) -> CivilTime.Bound {
        name == "endTime" ? .end : .start
    }
}
