/// What the catalogue says of one operation.
public struct Operation: Sendable {
    /// How a request travels: form in the body, or parameters in the query.
    public enum Method: String, Sendable {
        case post = "POST"
        case get = "GET"
    }

    /// Whether a request may be sent again when no answer came (`alms/API.md`, last rows of the open table).
    public enum Repeatability: Sendable, Equatable {
        /// The same parameters again are the same wish.
        case sameParameters
        /// Absent is the goal; being told so twice does no harm.
        case absentIsTheGoal
        /// It opens a door: never repeated by itself.
        case never
    }

    /// One parameter as this operation takes it.
    public struct Use: Sendable {
        /// Whether a request needs the parameter.
        public enum Need: Sendable, Equatable {
            case always
            /// Required for an inner door, may be left out for a main door.
            case innerDoor
            /// Empty text stands in where it is left out.
            case optional
        }

        /// The parameter.
        public let name: ParameterName
        /// Whether it must be given.
        public let need: Need
    }

    /// The name, which is also the last part of the URL.
    public let name: OperationName
    /// How a request travels.
    public let method: Method
    /// Whether a repeat is harmless.
    public let repeatability: Repeatability
    /// Whether the operation changes something, or opens a door.
    public let isWrite: Bool
    /// One sentence for help, stubs and documentation.
    public let summary: String
    /// The parameters in wire order, without the four of every request.
    public let uses: [Use]

    /// Whether requests name a door (all but `synchronize_apartments`).
    public var isDoorOperation: Bool { name != .synchronizeApartments }

    /// Whether the operation takes `parameter`.
    public func takes(_ parameter: ParameterName) -> Bool {
        uses.contains { $0.name == parameter }
    }
}
