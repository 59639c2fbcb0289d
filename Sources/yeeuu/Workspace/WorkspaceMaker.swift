import ALMSClient
import ALMSSandbox
import FoundationEssentials
import Register
import RequestLog
import Runs
import Vault

/// Makes a workspace: all of it, or nothing.
struct WorkspaceMaker {
    /// What it is made for.
    enum Purpose: Sendable {
        /// The stand-in, with an estate of so many doors.
        case sandbox(doors: Int)
        /// A service.
        case service(url: String, partnerId: String, secret: Secret)
    }

    let folder: WorkspaceFolder
    let purpose: Purpose

    /// Refuses a folder that is a workspace, or holds something that one would overwrite.
    func check() throws {
        if Files.kind(folder.settings) != nil { throw Problem.workspaceExists(folder.path) }
        for path in parts where Files.kind(path) != nil { throw Problem.inTheWay(path) }
    }

    /// Makes it; `yeeuu.yaml` comes last, so that a half-made one is none.
    func make() async throws {
        try check()
        do {
            try await fill()
        } catch {
            for path in parts { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }

    private var parts: [String] {
        [folder.keys, folder.log, folder.register, folder.runs, folder.lib, folder.sandbox]
    }

    private func fill() async throws {
        try Files.makeFolder(folder.path)
        let credentials = credentials()
        let vault = try Vault.create(
            at: folder.keys,
            name: Vault.newName(),
            partnerSecret: credentials.secret
        )
        let log = try LogWriter.create(at: folder.log, options: RunResources.logOptions(vault))
        let register = try Register.create(at: folder.register, sealing: vault)
        try Files.makeFolder(folder.runs, mode: 0o700)
        try Files.makeFolder(folder.lib)
        if case .sandbox(let doors) = purpose {
            let estate = DemoEstate(doors: doors, now: POSIX.seconds())
            let entry = RegisterKeeping.estateEntry(doors: doors, at: estate.now)
            let seq = try await log.append(entry)
            try Self.fillEstate(estate, register, at: estate.now, upTo: seq)
            try fillSandbox(estate, credentials)
        }
        try await log.close()
        try register.close()
        let text = SettingsText.make(target: target, partnerId: credentials.partnerId)
        try Files.write(Array(text.utf8), to: folder.settings, mode: 0o644)
    }

    private var target: String {
        if case .service(let url, _, _) = purpose { url } else { "sandbox" }
    }

    private func credentials() -> (partnerId: String, secret: Secret) {
        switch purpose {
        case .service(_, let partnerId, let secret): (partnerId, secret)
        case .sandbox: ("sandbox", Secret(Self.randomText()))
        }
    }

    private func fillSandbox(
        _ estate: DemoEstate,
        _ credentials: (partnerId: String, secret: Secret)
    ) throws {
        var settings = SandboxSettings(
            partnerId: credentials.partnerId,
            secret: credentials.secret.reveal()
        )
        settings.database = folder.sandbox
        try Sandbox(settings).fill(estate)
    }

    /// Puts the estate's doors and grants into the register, as confirmed as the service has them.
    static func fillEstate(
        _ estate: DemoEstate,
        _ register: Register,
        at time: Int64,
        upTo seq: Int? = nil
    ) throws {
        let doors = estate.apartments.map { EstateDoor($0) }
        let grants = estate.grants.map { grant in
            EstateGrant(
                door: grant.door,
                kind: grant.kind == .auth ? .auth : .password,
                authoredMobile: grant.authoredMobile,
                terms: GrantTerms(
                    startTime: grant.startTime,
                    endTime: grant.endTime,
                    author: grant.author,
                    authoredName: grant.authoredName,
                    password: grant.password.map { Secret($0) }
                )
            )
        }
        try register.load(doors, grants, at: time, upTo: seq)
    }

    /// 32 hexadecimal digits of the system's generator.
    static func randomText() -> String {
        (0..<4).map { _ in
            let part = String(UInt32.random(in: 0 ... .max), radix: 16)
            return String(repeating: "0", count: 8 - part.count) + part
        }.joined()
    }
}
