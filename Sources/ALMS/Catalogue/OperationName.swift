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
}
