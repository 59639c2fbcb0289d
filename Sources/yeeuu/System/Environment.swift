import Glibc

/// The environment that the process was started with.
enum Environment {
    /// All variables.
    static let variables: [String: String] = {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text).split(separator: "=", maxSplits: 1)
            if let name = pair.first {
                variables[String(name)] = pair.count > 1 ? String(pair[1]) : ""
            }
            unsafe entry += 1
        }
        return variables
    }()
}
