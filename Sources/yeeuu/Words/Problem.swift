/// What can go wrong in the command itself; its words are in `Problem+Words.swift`.
enum Problem: Error, Equatable {
    /// No `yeeuu.yaml` in `from` or above it.
    case noWorkspace(from: String)
    /// A run was sent to another target than this workspace's.
    case otherTarget(run: String, target: String, workspace: String)
    /// The folder named by `--workspace` or YEEUU_WORKSPACE holds no `yeeuu.yaml`.
    case notAWorkspace(String)
    /// `init` in a folder that is one already.
    case workspaceExists(String)
    /// `init` in a folder that holds something else under a name a workspace needs.
    case inTheWay(String)
    /// Complaints about `yeeuu.yaml` and the environment.
    case settings([String])
    /// `init` without what it needs; the flag.
    case missingOption(String, remedy: String)
    /// Two flags that exclude each other.
    case exclusive(String, String)
    /// A value of an option or argument: what it is called, what came, what is expected.
    case badValue(name: String, value: String, expected: String)
    /// The command line wants more than the workspace's policy allows.
    case aboveCeiling(option: String, operation: String)
    /// No secret was given where one is needed.
    case noSecret
    /// No passphrase was given where one is needed.
    case noPassphrase
    /// An entry of the log holds nothing that could be revealed.
    case nothingSealed(Int)
    /// An empty secret, or the two answers differ.
    case emptySecret
    /// The command works in sandbox workspaces alone.
    case sandboxOnly(String)
    /// A script that is not there or cannot be read.
    case noScript(path: String, reason: String, nearest: String?)
    /// An argument behind the script that is no `key=value`.
    case noKeyValue(String)
    /// The same key twice.
    case keyTwice(String)
    /// Something that changes doors, without `--yes`, where nobody can be asked; and what changes none.
    case needsYes(String, orElse: String = "rehearse it with --dry-run")
    /// A plan that is to be signed without `--yes`, where nobody can be asked; its file.
    case needsYesToSign(String)
    /// The user said no.
    case declined
    /// Ctrl-C at a question.
    case interrupted
    /// Nothing was selected, where everything may not be meant.
    case noSelection(String)
    /// A file that this command writes is there.
    case fileExists(String)
    /// A folder that cannot take a workspace, and why.
    case unfitFolder(String, String)
    /// `restore --from-log` where there is a register.
    case registerThere(String)
    /// A log that cannot be trusted for what is to be made from it.
    case unverifiedLog
    /// A run whose state does not allow it.
    case unfit(run: String, reason: String)
    /// The system allows so few open files that nothing can be sent.
    case tooFewFiles(allowed: Int)
    /// A time that cannot be read; the option and what is wrong.
    case badTime(String, String)
    /// A run or a door that no entry of the log names: what it is, which, and those that there are.
    case notInLog(String, String, among: [String])
    /// A file that is no checkpoint, and why.
    case noCheckpoint(String, String)
    /// A template of `runs export` that makes no sense.
    case template(String, line: Int, reason: String)
    /// A part of the log that does not exist.
    case noEntry(Int)
}
