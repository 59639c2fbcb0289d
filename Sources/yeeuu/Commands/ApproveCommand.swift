import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu approve`: adds a signature to a plan.
struct ApproveCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Show what a plan may do, ask, and add a key's signature to it.",
        discussion: "The key is the workspace's, or the one that 'yeeuu keys new' made in --keys."
    )

    @Argument(help: "The plan's file.", completion: .file())
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("The folder that 'yeeuu keys new' made.", valueName: "dir"),
        completion: .directory
    )
    var keys: String?

    @Flag(name: .long, help: "Sign without asking.")
    var yes = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let plan = try Plan(file: file)
        let key: SigningKey
        if let keys {
            key = try Vault.open(at: Paths.absolute(keys)).signingKey
        } else {
            key = try Vault.open(at: try place.find().keys).planKey
        }
        let signer = try RunResources.signer(key)
        let name = signer.verifierKey.name
        if let before = signed(plan, by: signer.verifierKey) {
            guard before == name else {
                let words = "this key has signed it already, as \(before); another has to approve"
                throw PlanProblem(file: file, error: .signature(words))
            }
            console.words("\(name) has signed it already")
            return 0
        }
        let text = PlanText(plan: plan, review: PlanReview(plan), zone: try PlanText.usualZone())
        for line in text.capabilities { console.line(line) }
        if !yes { try console.confirm("sign this as \(name)?", unasked: .needsYesToSign(file)) }
        try Files.write(try plan.note.adding(signer).encoded(), to: file, replacing: true)
        console.words("signed as \(name)")
        return 0
    }

    /// The name under which a key has signed the plan; nil when it has not.
    private func signed(_ plan: Plan, by key: VerifierKey) -> String? {
        plan.note.signatures.first { signature in
            let same = try? VerifierKey(name: signature.name, publicKey: key.publicKey)
            return same?.keyID == signature.keyID
        }?.name
    }
}
