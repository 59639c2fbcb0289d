import ALMS
import Configuration
import Register
import RequestLog
import Runs

/// Reads the settings of a workspace: the environment beats the file, the file the defaults.
struct SettingsReader {
    private let config: ConfigReader
    private let outline: YAMLOutline
    private let environment: [String: String]
    private var problems: [String] = []

    /// Reads the file at `path` and `environment`.
    ///
    /// - Throws: ``Problem/settings(_:)`` with every complaint at once, or ``FileProblem``.
    static func read(path: String, environment: [String: String]) async throws -> Settings {
        let text = try Files.text(path)
        let file: FileProvider<YAMLSnapshot>
        do {
            let location = InMemoryProvider(values: ["filePath": ConfigValue(stringLiteral: path)])
            file = try await FileProvider(config: ConfigReader(provider: location))
        } catch {
            throw Problem.settings(["\(fileName): \(oneLine("\(error)"))"])
        }
        let variables = EnvironmentVariablesProvider(environmentVariables: environment)
        let config = ConfigReader(providers: [variables.prefixKeys(with: "yeeuu"), file])
        var reader = SettingsReader(
            config: config,
            outline: YAMLOutline(text),
            environment: environment
        )
        return try reader.settings()
    }

    private static let fileName = "yeeuu.yaml"

    private init(config: ConfigReader, outline: YAMLOutline, environment: [String: String]) {
        self.config = config
        self.outline = outline
        self.environment = environment
    }

    private mutating func settings() throws -> Settings {
        findUnknownKeys()
        var settings = Settings(
            target: destination(),
            partnerId: text(.partnerId) ?? "",
            operatorName: text(.operatorName) ?? POSIX.loginName()
        )
        if settings.partnerId.isEmpty { complain(.partnerId, "is missing") }
        readWays(&settings)
        readNumbers(&settings)
        readPolicy(&settings.policy)
        settings.approvers = keys(list(.approvers) ?? [])
        settings.approvals = approvals(Set(settings.approvers.map(\.publicKey)).count)
        settings.limitsOperations = isThere(.allow)
        settings.limitsFailures = isThere(.maxFailures)
        guard problems.isEmpty else { throw Problem.settings(problems) }
        return settings
    }

    private mutating func destination() -> Settings.Destination {
        switch text(.target) {
        case "sandbox": return .sandbox
        case let url? where !url.isEmpty: return .url(url)
        default:
            complain(.target, "is missing; give 'sandbox' or a URL")
            return .sandbox
        }
    }

    private mutating func readWays(_ settings: inout Settings) {
        if let zone = text(.timeZone) {
            do { _ = try CivilTime(zone: zone) } catch { complain(.timeZone, "\(error)") }
            settings.timeZone = zone
        }
        settings.mobile = choice(.mobile) ?? settings.mobile
        settings.rotation = choice(.rotation) ?? settings.rotation
    }

    private mutating func readNumbers(_ settings: inout Settings) {
        settings.perSecond = number(.perSecond, mayBeZero: true)
        settings.sandboxPerSecond = whole(.sandboxPerSecond, from: 1)
        settings.concurrency = whole(.concurrency, from: 1)
        settings.memoryMiB = whole(.memory, from: 1) ?? settings.memoryMiB
        settings.cpuSeconds = number(.cpu) ?? settings.cpuSeconds
        settings.wallSeconds = number(.wall)
    }

    private mutating func readPolicy(_ policy: inout Policy) {
        if let names = list(.allow) { policy.allow = operations(names) }
        policy.maxChanges = whole(.maxChanges, from: 0)
        policy.maxDoors = whole(.maxDoors, from: 0)
        policy.maxFailures = bound(.maxFailures) ?? policy.maxFailures
        policy.maxOffline = bound(.maxOffline)
        if let hours = text(.hours) {
            policy.hours = Hours(hours)
            if policy.hours == nil {
                complain(.hours, "'\(hours)' are no hours; give, say, 09:00-18:00")
            }
        }
        policy.keepAWayIn = flag(.keepAWayIn) ?? policy.keepAWayIn
        policy.knownDoors = flag(.knownDoors) ?? policy.knownDoors
    }

    private mutating func bound(_ key: SettingKey) -> FailureBound? {
        guard let text = text(key) else { return nil }
        let bound = FailureBound(text)
        if bound == nil { complain(key, "'\(text)' is no bound; give a number or, say, 10%") }
        return bound
    }

    private mutating func approvals(_ approvers: Int) -> Approvals? {
        guard let text = text(.approvals), text != "0" else { return nil }
        guard let approvals = Approvals(text) else {
            complain(.approvals, "'\(text)' is no rule; give a number or, say, 1 above 50")
            return nil
        }
        guard approvals.count <= approvers else {
            complain(
                .approvals,
                "asks for \(approvals.count), but policy.approvers has \(approvers) different keys"
            )
            return nil
        }
        return approvals
    }

    private mutating func keys(_ texts: [String]) -> [VerifierKey] {
        texts.compactMap { text in
            if let key = try? VerifierKey(text) { return key }
            complain(.approvers, "'\(text)' is no key; give one that 'yeeuu keys new' printed")
            return nil
        }
    }

    private mutating func operations(_ names: [String]) -> Set<OperationName> {
        var operations: Set<OperationName> = []
        for name in names {
            if let operation = OperationName(rawValue: name) {
                operations.insert(operation)
            } else {
                let hint = NearestName.hint(name, among: OperationName.allCases.map(\.rawValue))
                complain(.allow, "no such operation '\(name)'\(hint)")
            }
        }
        return operations
    }
}

extension SettingsReader {
    private mutating func findUnknownKeys() {
        let known = SettingKey.allCases.map(\.rawValue) + SettingKey.groups
        var seen: Set<String> = []
        for entry in outline.entries {
            let place = "\(Self.fileName):\(entry.line): \(entry.path)"
            if !known.contains(entry.path) {
                problems.append("\(place): no such key" + Self.hint(entry.path, known))
            } else if !seen.insert(entry.path).inserted {
                problems.append("\(place): stands there twice")
            } else if SettingKey.groups.contains(entry.path), !entry.holdsKeys {
                problems.append("\(place): holds others; give them below it, indented")
            }
        }
        let variables = SettingKey.allCases.map(\.variable) + SettingKey.otherVariables
        for name in environment.keys.sorted() where name.hasPrefix("YEEUU_") {
            if !variables.contains(name) {
                problems.append(
                    "\(name): no such variable\(NearestName.hint(name, among: variables))"
                )
            }
        }
    }

    /// A key may be misspelt, or stand on the wrong level.
    private static func hint(_ path: String, _ known: [String]) -> String {
        let direct = NearestName.hint(path, among: known)
        if !direct.isEmpty { return direct }
        let last = path.split(separator: ".").last.map { String($0) } ?? path
        let lasts = known.map { key in (key, key.split(separator: ".").last.map { String($0) }) }
        guard let name = NearestName.find(last, among: lasts.compactMap(\.1)) else { return "" }
        return lasts.first { $0.1 == name }.map { "; did you mean '\($0.0)'?" } ?? ""
    }

    private mutating func complain(_ key: SettingKey, _ reason: String) {
        if environment[key.variable] != nil {
            problems.append("\(key.variable): \(reason)")
        } else if let line = outline.line(of: key.rawValue) {
            problems.append("\(Self.fileName):\(line): \(key.rawValue): \(reason)")
        } else {
            problems.append("\(Self.fileName): \(key.rawValue): \(reason)")
        }
    }

    private func isThere(_ key: SettingKey) -> Bool {
        environment[key.variable] != nil || outline.line(of: key.rawValue) != nil
    }

    private mutating func text(_ key: SettingKey) -> String? {
        guard isThere(key) else { return nil }
        guard let text = config.string(forKey: ConfigKey(key.rawValue)) else {
            complain(key, "has no value")
            return nil
        }
        return text
    }

    private mutating func list(_ key: SettingKey) -> [String]? {
        guard isThere(key) else { return nil }
        guard let list = config.stringArray(forKey: ConfigKey(key.rawValue)) else {
            complain(key, "must be a list")
            return nil
        }
        return list
    }

    private mutating func number(_ key: SettingKey, mayBeZero: Bool = false) -> Double? {
        guard let text = text(key) else { return nil }
        let most = NumberOption.most
        if let number = Double(text), (0.001...Double(most)).contains(number) { return number }
        if mayBeZero, Double(text) == 0 { return 0 }
        complain(key, "'\(text)' given; give \(mayBeZero ? "0, or " : "")0.001 to \(most)")
        return nil
    }

    private mutating func whole(_ key: SettingKey, from least: Int) -> Int? {
        guard let text = text(key) else { return nil }
        let most = NumberOption.most
        if let number = Int(text), (least...most).contains(number) { return number }
        complain(key, "'\(text)' given; give a whole number from \(least) to \(most)")
        return nil
    }

    private mutating func flag(_ key: SettingKey) -> Bool? {
        switch text(key)?.lowercased() {
        case nil: return nil
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        case let other?:
            complain(key, "'\(other)' given; give true or false")
            return nil
        }
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: SettingKey
    ) -> Choice? {
        guard let text = text(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let all = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        complain(key, "'\(text)' given; give \(all)")
        return nil
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
