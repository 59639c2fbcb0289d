/// What is said where the environment names a proxy for the target: none is ever used.
enum ProxyNotice {
    /// The sentence; nil when no proxy is meant for `target`, a URL.
    static func words(for target: String, _ environment: [String: String]) -> String? {
        let parts = target.split(separator: "://", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let host = host(String(parts[1]))
        guard !isLoopback(host), !isExempt(host, environment) else { return nil }
        let scheme = parts[0].lowercased()
        let names = ["\(scheme)_proxy", "\(scheme.uppercased())_PROXY", "all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { !(environment[$0] ?? "").isEmpty }) else {
            return nil
        }
        return "\(name) is set and ignored: requests go to \(host) directly"
    }

    private static func host(_ rest: String) -> String {
        let authority = rest.prefix { $0 != "/" }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// Whether `no_proxy` names the host, a domain of it, or everything.
    private static func isExempt(_ host: String, _ environment: [String: String]) -> Bool {
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        return list.split(separator: ",").contains { entry in
            let name = entry.filter { $0 != " " }
            let domain = name.hasPrefix(".") ? String(name.dropFirst()) : name
            return name == "*" || host == domain
                || (!domain.isEmpty && host.hasSuffix("." + domain))
        }
    }
}
