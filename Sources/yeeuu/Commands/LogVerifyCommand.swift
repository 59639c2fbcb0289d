import ArgumentParser
import RequestLog
import YeeuuScript

/// `yeeuu log verify`.
struct LogVerifyCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every entry and every signature of the log.",
        discussion: """
            Ends with 0 verified, 3 tampered, 4 a torn or unsigned tail, 5 not to be verified, \
            6 rolled back or forked, 7 cannot be read, 8 absent or empty.
            """
    )

    @Option(name: .long, help: "A checkpoint that was kept elsewhere.", completion: .file())
    var against: [String] = []

    @Option(name: .long, help: "The first key that is trusted, as 'yeeuu keys show' prints it.")
    var key: [String] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        var kept: [(name: String, bytes: [UInt8])] = []
        for path in against { kept.append((path, try Files.read(path))) }
        let keys = try key.map { try Self.verifierKey($0) }
        let report = LogVerifier(folder: folder.log, keys: keys, against: kept).verify()
        for line in VerifyText.lines(report) { console.line(Printable.escaped(line)) }
        for finding in report.findings { console.error(Printable.escaped("\(finding)")) }
        return report.exitCode
    }

    private static func verifierKey(_ text: String) throws -> VerifierKey {
        do { return try VerifierKey(text) } catch {
            throw Problem.badValue(name: "--key", value: text, expected: "a verifier key")
        }
    }
}
