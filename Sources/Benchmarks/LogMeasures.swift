import Glibc
import RequestLog
import Runs
import Vault

/// What the request log costs, each figure beside its limit in the same process.
enum LogMeasures {
    static func run(_ arguments: [String]) async throws {
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0
        switch arguments.first {
        case "append" where count > 0: try await append(arguments[1], count)
        case "fill" where count > 0: try await fill(arguments[1], count)
        case "open" where arguments.count > 1: try await open(arguments[1])
        case "speed" where count > 0: try await LogSpeed(folder: arguments[1]).measure(count)
        default:
            print("log append WORKSPACE N | fill WORKSPACE N | open WORKSPACE | speed FOLDER N")
            exit(2)
        }
    }

    private static func writer(_ workspace: String) throws -> LogWriter {
        let vault = try Vault.open(at: workspace + "/keys")
        return try LogWriter.open(
            at: workspace + "/log",
            options: RunResources.logOptions(vault)
        )
    }

    /// One writer of several: `count` intents, eight at a time.
    private static func append(_ workspace: String, _ count: Int) async throws {
        let log = try writer(workspace)
        let run = "writer-\(getpid())"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<(count + 7 - task) / 8 {
                        _ = try await log.append(LogSpeed.request(run: run))
                    }
                }
            }
            try await group.waitForAll()
        }
        try await log.close()
        print(count)
    }

    /// Requests and their answers in turn, of 800 bytes each.
    private static func fill(_ workspace: String, _ count: Int) async throws {
        let log = try writer(workspace)
        var next = try await log.append(LogEntry.note(text: "filled")) + 1
        let end = next - 1 + count
        while next < end {
            let first = next
            let group = (0..<min(4096, end - first)).map { place in
                place.isMultiple(of: 2)
                    ? LogSpeed.plain : LogSpeed.answer(to: first + place - 1)
            }
            next += try await log.append(group).count
        }
        try await log.close()
        print(count)
    }

    /// Prints the seconds that opening takes, the peak of memory in MB, and the number of entries.
    private static func open(_ workspace: String) async throws {
        let start = LogSpeed.now()
        let log = try writer(workspace)
        let took = LogSpeed.now() - start
        let seq = try await log.append(LogEntry.note(text: "opened"))
        try await log.close()
        var usage = rusage()
        unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        print("\(took) \(usage.ru_maxrss / 1024) \(seq)")
    }
}
