/// The program's version, as `yeeuu --version`, the log and scripts show it.
enum Version {
    static let text = "0.1.0"
}
