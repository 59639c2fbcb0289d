import ALMSClient
import Glibc

/// How many files, sockets included, this process may have open.
///
/// Where they run out, the libraries underneath end the process without a word.
enum OpenFiles {
    /// What a live run has open beside its connections: register, log, sandbox, event loops, and
    /// what it opens for a moment.
    static let reserve = 48

    /// Asks for as many as the system grants; how many that is.
    static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return .max }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many requests may be under way at once with `allowed` files.
    ///
    /// - Parameters:
    ///   - wanted: how many were asked for.
    ///   - allowed: how many files may be open.
    ///   - servesItself: whether the other end of each connection is in this process.
    /// - Returns: no more than `wanted`; nil when not even one.
    static func concurrency(_ wanted: Int, allowed: Int, servesItself: Bool) -> Int? {
        let room = (allowed - reserve) / (servesItself ? 2 : 1)
        return room < 1 ? nil : min(wanted, room)
    }
}
