public import Register
public import RequestLog
public import Vault

/// Why a run cannot begin.
public enum RunError: Error, CustomStringConvertible {
    /// Another live run holds the workspace; its id, operator and process, where they can be read.
    case lockedBy(run: String, operatorName: String, pid: Int)
    /// Another process holds the lock and has not yet said who it is.
    case lockedBySomebody
    /// A file of the workspace cannot be used: its path and the system's words.
    case file(String, String)
    /// The request log cannot be written or read.
    case log(LogError)
    /// The log beside the register is not the one that it follows.
    case otherLog(OtherLog)
    /// The register lacks what the log holds, and cannot take it.
    case behind(RegisterError)
    /// The log has a change that the register cannot take yet.
    case late(RegisterError)
    /// The register cannot be used.
    case register(RegisterError)
    /// A key is missing or cannot be used.
    case keys(VaultError)
    /// Waiting for another run was given up.
    case interrupted

    /// For people; the remedy after a semicolon.
    public var description: String {
        switch self {
        case .lockedBy(let run, let name, let pid):
            "run \(run) of \(name) (process \(pid)) \(Self.isAtWork)"
        case .lockedBySomebody: "another run \(Self.isAtWork)"
        case .file(let path, let words): "\(path): \(words)"
        case .log(let error): "\(error)"
        case .otherLog(let other): "\(other)"
        case .behind(let error):
            "the register is behind the log and cannot take what it lacks, so nothing is sent: \(error)"
        case .late(let error):
            "the log has the change, and the register takes it in when it can be written: \(error)"
        case .register(let error): "\(error)"
        case .keys(let error): "\(error)"
        case .interrupted: "interrupted"
        }
    }

    private static let isAtWork = "is at work here; wait for it, or give --wait S"

    /// The exit code that this error gives.
    public var exitCode: ExitCode {
        switch self {
        case .lockedBy, .lockedBySomebody, .otherLog, .behind: .bound
        case .file, .late, .register: .usage
        case .log(.unverifiable): .credentials
        case .log: .log
        case .keys: .credentials
        case .interrupted: .interrupted
        }
    }

    /// Who else holds the workspace; nil when nobody does.
    var holder: String? {
        switch self {
        case .lockedBy(let run, let name, let pid): "run \(run) of \(name) (process \(pid))"
        case .lockedBySomebody: "another run"
        case .file, .log, .otherLog, .behind, .late, .register, .keys, .interrupted: nil
        }
    }

    static func locked(_ holder: RunLock.Holder?) -> RunError {
        guard let holder else { return .lockedBySomebody }
        return .lockedBy(run: holder.run, operatorName: holder.operatorName, pid: holder.pid)
    }
}
