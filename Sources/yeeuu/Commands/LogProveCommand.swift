import ALMS
import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu log prove`.
struct LogProveCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that an entry stands in the log, or that one checkpoint leads to another.",
        discussion: """
            yeeuu log prove 12 -o entry.tlog-proof
            yeeuu log prove 12 --reveal /params/password -o password.tlog-proof
            yeeuu log prove --from OLD --to NEW      one hash a line
            """
    )

    @Argument(help: "The entry's seq.")
    var seq: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Reveal this value, and no other: /params/password; the log gets to know.",
            valueName: "pointer"
        )
    )
    var reveal: String?

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("The new file for the proof.", valueName: "file"),
        completion: .file()
    )
    var file: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The older checkpoint's file.", valueName: "file"),
        completion: .file()
    )
    var from: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The newer checkpoint's file.", valueName: "file"),
        completion: .file()
    )
    var to: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let isConsistency = from != nil && to != nil && seq == nil && file == nil && reveal == nil
        let isInclusion = seq != nil && file != nil && from == nil && to == nil
        guard isConsistency != isInclusion else {
            throw ValidationError("give SEQ and -o FILE, or --from FILE and --to FILE")
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        let reader = try LogReader(folder.log)
        if let from, let to {
            let (older, newer) = (try head(from), try head(to))
            guard older.size <= newer.size else {
                let expected = "the older checkpoint as --from"
                throw Problem.badValue(name: "--from", value: from, expected: expected)
            }
            let proof = try reader.proveConsistency(from: older, to: newer)
            for hash in proof { console.line(hash.base64) }
            return 0
        }
        guard let seq, let file else { return 0 }
        if Files.kind(file) != nil { throw Problem.fileExists(file) }
        let proof = try await proof(of: seq, reader, folder)
        try Files.write(proof.encoded(), to: file)
        console.words("wrote \(file)")
        return 0
    }

    private func proof(
        of seq: Int,
        _ reader: LogReader,
        _ folder: WorkspaceFolder
    ) async throws -> LogProof {
        guard let line = try reader.line(seq) else { throw Problem.noEntry(seq) }
        guard let reveal else { return try reader.prove(seq) }
        let vault = try Vault.open(at: folder.keys)
        guard let (sealed, context) = line.sealedContext() else {
            throw Problem.nothingSealed(seq)
        }
        let values = try LogValue.parse(try vault.open(sealed, authenticating: context))
        let name = reveal.split(separator: "/").last.map { String($0) } ?? reveal
        guard reveal == "/params/\(name)", let value = values[name] else {
            throw Self.unknown(reveal, name, values.fields?.map(\.name) ?? [])
        }
        let key = Commitments(key: try vault.commitmentKey())
        try await Workspace.open(folder).reveals.note(
            "log prove",
            run: line.run,
            count: 1,
            doors: line.doors.compactMap { Self.key($0) },
            entry: seq
        )
        return try reader.prove(seq, reveal: reveal, value: value, key: key)
    }

    private static func key(_ door: LogDoor) -> DoorKey? {
        DoorType(wireText: door.doorType).map {
            DoorKey(buildingId: door.buildingID, code: door.code, doorType: $0, door: door.door)
        }
    }

    private static func unknown(_ pointer: String, _ name: String, _ known: [String]) -> Problem {
        let hint = NearestName.find(name, among: known).map { "; did you mean '/params/\($0)'?" }
        let all = known.map { "/params/\($0)" }.joined(separator: ", ")
        return .badValue(name: "--reveal", value: pointer, expected: all + (hint ?? ""))
    }

    private func head(_ path: String) throws -> Checkpoint {
        let bytes = try Files.read(path)
        do throws(NoteError) {
            return try Checkpoint(parsing: SignedNote(parsing: bytes).text)
        } catch { throw Problem.noCheckpoint(path, "\(error)") }
    }
}
