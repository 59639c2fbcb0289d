/// Where requests go: scheme, host, port and perhaps a path before theirs.
struct Target: Sendable, Equatable {
    /// What a request's path is appended to.
    let base: String

    private static let loopback = ["127.0.0.1", "localhost", "[::1]"]

    /// Checks `text`: https anywhere, http to loopback alone, nothing that could carry a secret.
    init(_ text: String) throws(TargetProblem) {
        guard let mark = text.range(of: "://") else {
            throw TargetProblem("no URL; give one that begins with https://")
        }
        let scheme = text[..<mark.lowerBound].lowercased()
        let rest = text[mark.upperBound...]
        guard !rest.contains(where: { "?#@\\".contains($0) || $0.isWhitespace }) else {
            throw TargetProblem("a query, a fragment, user info or space; give scheme and host")
        }
        let authority = rest.prefix { $0 != "/" }
        let host = try Self.host(authority)
        switch scheme {
        case "https": break
        case "http" where Self.loopback.contains(host.lowercased()): break
        case "http": throw TargetProblem("plain HTTP is for loopback alone; give an https URL")
        default: throw TargetProblem("scheme '\(scheme)'; give an https URL")
        }
        base = "\(scheme)://\(rest)".trimmingSlashes
    }

    private static func host(_ authority: Substring) throws(TargetProblem) -> String {
        var host = authority
        var port: Substring?
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[end...].lastIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { throw TargetProblem("no host; give https://HOST") }
        if let port, !port.utf8.allSatisfy({ (48...57).contains($0) }) || (UInt16(port) ?? 0) == 0 {
            throw TargetProblem("port '\(port)'; give 1 to 65535")
        }
        return String(host)
    }
}

/// Why a target cannot be sent to.
public struct TargetProblem: Error, Sendable, Equatable, CustomStringConvertible {
    private let reason: String

    init(_ reason: String) { self.reason = reason }

    /// `target: plain HTTP is for loopback alone; give an https URL`.
    public var description: String { "target: \(reason)" }
}

extension String {
    fileprivate var trimmingSlashes: String {
        String(self[..<(lastIndex { $0 != "/" }.map(index(after:)) ?? startIndex)])
    }

    /// Where `needle` first stands.
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) {
                return start..<index(start, offsetBy: needle.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
