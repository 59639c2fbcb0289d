/// The eight operations of the interface, under their own names (`alms/API.md`, «The eight operations»).
public enum OperationName: String, CaseIterable, Sendable, Hashable {
    case synchronizeApartments = "synchronize_apartments"
    case auth
    case deleteAuth = "delete_auth"
    case remoteAction = "remote_action"
    case generatePassword = "generate_password"
    case removePassword = "remove_password"
    case getDeviceLogs = "get_device_logs"
    case getDeviceLogsPageCount = "get_device_logs_page_count"

    /// The operation's declaration in the catalogue.
    public var operation: Operation { Catalogue.operation(self) }

    /// The place among all cases; hashing a name, as a dictionary would, means hashing its text.
    var place: Int {
        switch self {
        case .synchronizeApartments: 0
        case .auth: 1
        case .deleteAuth: 2
        case .remoteAction: 3
        case .generatePassword: 4
        case .removePassword: 5
        case .getDeviceLogs: 6
        case .getDeviceLogsPageCount: 7
        }
    }
}
