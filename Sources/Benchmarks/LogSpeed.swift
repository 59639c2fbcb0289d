import Crypto
import Foundation
import Glibc
import RequestLog
import Runs
import Synchronization
import Vault

/// How fast the log appends, verifies and commits, against the bare work underneath.
struct LogSpeed {
    /// A folder on the disk that is to be measured; removed afterwards by the caller.
    let folder: String

    static let door = LogDoor(buildingID: "B012", code: "20160012501", doorType: "1", door: "")

    /// A password's intent as a run writes it.
    static func request(run: String) -> LogEntry {
        .intent(
            run: run,
            operation: "generate_password",
            door: door,
            previous: 123_456,
            attempt: 1,
            item: 77,
            parameters: [
                .clear("partnerId", "partner-1"), .clear("timestamp", "1764500001"),
                .clear("nonstr", "0123456789abcdef0123456789abcdef"),
                .clear("buildingId", "B012"), .clear("code", "20160012501"),
                .clear("doorType", "1"), .clear("door", ""), .clear("startTime", "1764500000"),
                .clear("endTime", "1764600000"), .committed("author", "物业管理处"),
                .committed("authoredName", "王小明"), .committed("authoredMobile", "13800138000"),
                .committed("password", "4711042911"),
            ]
        )
    }

    /// 800 bytes in clear.
    static let plain = LogEntry.intent(
        run: "20261124-120000-abcd",
        operation: "generate_password",
        door: door,
        previous: 123_456,
        attempt: 1,
        item: 77,
        parameters: (10..<22).map { .clear("name\($0)", .text(String(repeating: "x", count: 31))) }
    )

    /// An answer of 800 bytes.
    static func answer(to intent: Int) -> LogEntry {
        .outcome(
            run: "20261124-120000-abcd",
            operation: "generate_password",
            door: door,
            intent: intent,
            class: .ok,
            status: 200,
            text: text,
            microseconds: 1200,
            fields: [.clear("at", 1_764_500_001)]
        )
    }

    private static let text = String(repeating: "y", count: 514)

    static func now() -> Double { clock(CLOCK_MONOTONIC) }
    static func cpu() -> Double { clock(CLOCK_PROCESS_CPUTIME_ID) }

    private static func clock(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Prints one line a figure: a name, ours, the limit, their ratio.
    func measure(_ entries: Int) async throws {
        let vault = try Vault.create(
            at: folder + "/keys",
            name: Vault.newName(),
            partnerSecret: nil
        )
        try encoding(vault)
        for group in [64, 128, 256, 1024, 4096] { try await appending(vault, group, entries) }
        try verifying(folder + "/log4096-\(LogSpeed.turns - 1)")
        for inFlight in [4, 16, 64] { try await requests(vault, inFlight) }
    }

    private func row(_ name: String, _ ours: Double, _ limit: Double, _ unit: String) {
        let format = { (value: Double) in String(format: value < 100 ? "%.2f" : "%.0f", value) }
        print("\(name)|\(format(ours))|\(format(limit))|\(unit)|\(format(ours / limit))")
    }

    /// Microseconds an entry: a request with its commitments, the commitments alone, and the hashes
    /// that they are made of.
    private func encoding(_ vault: Vault) throws {
        let key = try vault.commitmentKey()
        let signer = try RunResources.signer(vault.signingKey)
        let options = LogOptions(signer: signer, commitmentKey: key)
        let entry = LogSpeed.request(run: "20261124-120000-abcd")
        let commitments = Commitments(key: key)
        let nonce = Commitments.newNonce()
        let value = Array("13800138000".utf8)
        let block = [UInt8](repeating: 65, count: 6 * 64)
        row(
            "four commitments",
            each {
                for _ in 0..<4 {
                    _ = commitments.commit(nonce: nonce, pointer: "/params/password", value: value)
                }
            },
            each { for _ in 0..<4 { _ = SHA256.hash(data: block) } },
            "us, bare SHA-256 of as many blocks"
        )
        row(
            "an intent encoded, without sealing",
            each { _ = entry.fits(options) },
            each { for _ in 0..<4 { _ = SHA256.hash(data: block) } },
            "us, bare SHA-256 of its commitments"
        )
        row(
            "an entry of 800 bytes in clear, encoded",
            each { _ = LogSpeed.plain.fits(options) },
            each { _ = [UInt8](repeating: 65, count: 800) },
            "us, an array of 800 bytes"
        )
    }

    private func each(_ body: () -> Void) -> Double {
        for _ in 0..<1000 { body() }
        let start = LogSpeed.cpu()
        for _ in 0..<20_000 { body() }
        return (LogSpeed.cpu() - start) / 20_000 * 1e6
    }

    /// Entries a second in groups, three callers at once, against bare writes of the same groups.
    ///
    /// Turn about, the best of each: what another process does to the disk must strike neither alone.
    private func appending(_ vault: Vault, _ group: Int, _ entries: Int) async throws {
        var (ours, bare, size) = (0.0, 0.0, 0)
        for turn in 0..<LogSpeed.turns {
            let path = "\(folder)/log\(group)-\(turn)"
            let (count, writes, took) = try await append(vault, group, entries, to: path)
            ours = max(ours, Double(count) / took)
            let limit = try bareWrites(writes, bytes: count * 800 / writes)
            bare = max(bare, Double(count) / limit)
            size = count / writes
            if turn < LogSpeed.turns - 1 { try FileManager.default.removeItem(atPath: path) }
        }
        row("entries a second, \(size) a group", ours, bare, "/s, bare write + fdatasync")
    }

    private static let turns = 5

    private func append(
        _ vault: Vault,
        _ group: Int,
        _ entries: Int,
        to path: String
    ) async throws -> (count: Int, writes: Int, seconds: Double) {
        var options = try RunResources.logOptions(vault)
        let groups = Mutex(0)
        options.onGroup = { _, _ in groups.withLock { $0 += 1 } }
        let log = try LogWriter.create(at: path, options: options)
        let batch = [LogEntry](repeating: LogSpeed.plain, count: group)
        let rounds = max(2, entries / group / 3)
        let start = LogSpeed.now()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<3 {
                tasks.addTask { for _ in 0..<rounds { _ = try await log.append(batch) } }
            }
            try await tasks.waitForAll()
        }
        let took = LogSpeed.now() - start
        try await log.close()
        return (3 * rounds * group, groups.withLock { $0 }, took)
    }

    private func bareWrites(_ writes: Int, bytes: Int) throws -> Double {
        let block = [UInt8](repeating: 65, count: bytes)
        let file = unsafe open(folder + "/bare", O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(file)
            unsafe unlink(folder + "/bare")
        }
        let start = LogSpeed.now()
        for _ in 0..<writes {
            _ = unsafe block.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            fdatasync(file)
        }
        return LogSpeed.now() - start
    }

    /// Megabytes a second of CPU time, against SHA-256 of the same bytes; turn about, the best of each.
    private func verifying(_ path: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: path + "/entries")
        let segments = try names.map {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/entries/\($0)")))
        }
        let megabytes = Double(segments.reduce(0) { $0 + $1.count }) / 1e6
        var (ours, raw, cores, report) = (0.0, 0.0, 0.0, VerifyReport?.none)
        for _ in 0..<LogSpeed.turns {
            let before = LogSpeed.cpu()
            for segment in segments { _ = SHA256.hash(data: segment) }
            raw = max(raw, megabytes / (LogSpeed.cpu() - before))
            let start = (LogSpeed.now(), LogSpeed.cpu())
            report = LogVerifier(folder: path).verify()
            let (wall, cpu) = (LogSpeed.now() - start.0, LogSpeed.cpu() - start.1)
            ours = max(ours, megabytes / cpu)
            cores = max(cores, cpu / wall)
        }
        row(
            "verified, \(report?.entries ?? 0) entries, exit \(report?.exitCode ?? -1)",
            ours,
            raw,
            "MB a CPU second, raw SHA-256; \(String(format: "%.2f", cores)) cores used"
        )
    }

    /// CPU microseconds that the log adds to a request: its intent, awaited, and its outcome.
    private func requests(_ vault: Vault, _ inFlight: Int) async throws {
        let log = try LogWriter.create(
            at: "\(folder)/requests\(inFlight)",
            options: RunResources.logOptions(vault)
        )
        let rounds = 3000 / inFlight
        let start = (LogSpeed.now(), LogSpeed.cpu())
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<inFlight {
                tasks.addTask {
                    for _ in 0..<rounds {
                        let seq = try await log.append(
                            LogSpeed.request(run: "20261124-120000-abcd")
                        )
                        log.enqueue(
                            .outcome(
                                run: "20261124-120000-abcd",
                                operation: "generate_password",
                                door: LogSpeed.door,
                                intent: seq,
                                class: .ok,
                                status: 200,
                                microseconds: 1200,
                                fields: [.clear("at", 1_764_500_001)]
                            )
                        )
                    }
                }
            }
            try await tasks.waitForAll()
        }
        try await log.flush()
        let count = Double(rounds * inFlight)
        let (wall, cpu) = (LogSpeed.now() - start.0, LogSpeed.cpu() - start.1)
        try await log.close()
        row(
            "CPU a request, \(inFlight) in flight",
            cpu / count * 1e6,
            wall / count * 1e6,
            "us, wall"
        )
    }
}
