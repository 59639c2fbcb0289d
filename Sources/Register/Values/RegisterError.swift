/// Why the register could not be used.
public enum RegisterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no register at this path.
    case absent(String)
    /// There is one already at this path.
    case exists(String)
    /// Its file was removed, or another one got its name, while this process had it open.
    case replaced(String)
    /// A newer yeeuu made it.
    case newer(String)
    /// It is no database, or a damaged one.
    case damaged(String)
    /// The database refused, in its words.
    case failed(String)
    /// A password could not be sealed or opened.
    case sealing(String)
    /// No run has this id.
    case noSuchRun(String, hint: String)

    private static let remedy =
        "bring it back with 'yeeuu restore FILE DIR', "
        + "or make it anew with 'yeeuu restore --from-log'"

    /// One sentence for people.
    public var description: String {
        switch self {
        case .absent(let path): "\(path): no register here; \(Self.remedy)"
        case .exists(let path): "\(path): there is a register already; choose another folder"
        case .replaced(let path):
            "\(path): removed or replaced while it was open here; end this and start again"
        case .newer(let path): "\(path): made by a newer yeeuu; update this one"
        case .damaged(let why): "register: damaged (\(why)); move it away, then \(Self.remedy)"
        case .failed(let why): "register: \(why)"
        case .sealing(let why): "register: a password cannot be sealed or opened: \(why)"
        case .noSuchRun(let id, let hint): "\(id): no such run\(hint)"
        }
    }
}
