import ArgumentParser
import RequestLog
import Vault
import YeeuuScript

/// `yeeuu log verify`.
struct LogVerifyCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every entry and every signature of the log.",
        discussion: """
            Ends with 0 verified, 3 tampered, 4 a torn or unsigned tail, 5 not to be verified, \
            6 rolled back or forked, 7 cannot be read, 8 absent or empty.
            """
    )

    @Option(
        name: .long,
        help: ArgumentHelp("A checkpoint that was kept elsewhere.", valueName: "file"),
        completion: .file()
    )
    var against: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The first key that is trusted, as 'yeeuu keys show' prints it.",
            valueName: "vkey"
        )
    )
    var key: [String] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        var kept: [(name: String, bytes: [UInt8])] = []
        for path in against { kept.append((path, try Files.read(path))) }
        let keys = try key.map { try Self.verifierKey($0) }
        let vault = try? Vault.open(at: folder.keys)
        let report = LogVerifier(
            folder: folder.log,
            keys: keys,
            against: kept,
            groups: try vault?.logMACKey().map { LogMAC(key: $0) }
        ).verify()
        let isForeign = report.exitCode == 0 && keys.isEmpty && isForeign(report, vault)
        let code = isForeign ? VerifyFault.unverifiable.exitCode : report.exitCode
        for line in VerifyText.lines(report, exitCode: code) {
            console.line(Printable.escaped(line))
        }
        for finding in report.findings { console.error(Printable.escaped("\(finding)")) }
        if let workspace = try? await Workspace.open(folder) { workspace.warnOfOtherLog(console) }
        for name in report.strays {
            console.warn(Printable.escaped("log/\(name): no segment of the log; ignored"))
        }
        if isForeign {
            console.error(
                "log: signed with another key than this workspace's; give --key VKEY"
            )
        } else if vault == nil, keys.isEmpty, code == 0 {
            console.words("no key here to hold the log against: its own first key was believed")
        }
        return code
    }

    /// Whether the log's present key is none of the workspace's: somebody may have replaced it all.
    private func isForeign(_ report: VerifyReport, _ vault: Vault?) -> Bool {
        guard let vault, let current = report.keys.last else { return false }
        let own = [vault.signingKey, vault.nextSigningKey].compactMap { $0?.publicKey }
        return !own.contains(current.publicKey)
    }

    private static func verifierKey(_ text: String) throws -> VerifierKey {
        do { return try VerifierKey(text) } catch {
            throw Problem.badValue(name: "--key", value: text, expected: "a verifier key")
        }
    }
}
