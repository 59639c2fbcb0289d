import ALMS
import Runs

extension Problem {
    /// The sentence for people: subject first, lower case, the remedy after a semicolon.
    var words: String {
        switch self {
        case .noWorkspace(let from):
            "workspace: no yeeuu.yaml in \(from) or above it; "
                + "make one with 'yeeuu init --sandbox DIR', or name one with --workspace DIR"
        case .otherTarget(let run, let target, let workspace):
            "run \(run): sent to \(target), this workspace's target is \(workspace); "
                + "resume it with that target"
        case .notAWorkspace(let folder):
            "workspace: \(folder) holds no yeeuu.yaml; make one with 'yeeuu init \(folder)'"
        case .workspaceExists(let folder):
            "init: \(folder) is a workspace already; give another folder"
        case .inTheWay(let path):
            "init: \(path) is in the way; give another folder"
        case .settings(let complaints):
            complaints.joined(separator: "\n")
        case .missingOption(let option, let remedy):
            "\(option) is missing; \(remedy)"
        case .exclusive(let one, let other):
            "\(one) and \(other) exclude each other; give one of them"
        case .badValue(let name, let value, let expected):
            "\(name): '\(value)' given; give \(expected)"
        case .aboveCeiling(let option, let operation):
            "\(option): \(operation) is not in policy.allow of yeeuu.yaml; add it there"
        case .noSecret:
            "secret: nobody can be asked for it here; give it in YEEUU_SECRET or with --secret-file"
        case .noPassphrase:
            "passphrase: nobody can be asked for it here; give --passphrase-file"
        case .nothingSealed(let number):
            "log: entry \(number) holds no sealed value; leave --reveal out"
        case .emptySecret:
            "secret: it is empty, or the two answers differ; give it again"
        case .sandboxOnly(let command):
            "\(command): this workspace's target is no sandbox"
        case .noScript(let path, let reason, let nearest):
            "\(path): \(reason)" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .noKeyValue(let text):
            "argument '\(text)': no key=value; write, say, building=B001"
        case .keyTwice(let key):
            "argument '\(key)': given twice"
        case .needsYes(let what, let orElse):
            "\(what): it would change doors, and nobody can be asked here; "
                + "give --yes, or \(orElse)"
        case .needsYesToSign(let file):
            "approve: nobody can be asked here; look at it with 'yeeuu show \(file)', then give --yes"
        case .declined:
            "nothing was sent: not confirmed"
        case .interrupted:
            "interrupted"
        case .noSelection(let command):
            "\(command): nothing selected; give, say, building=B001, or all=true for everything"
        case .fileExists(let path):
            "\(path): is there already; give another name"
        case .unfitFolder(let path, let reason): "\(path): \(reason)"
        case .registerThere(let path):
            "\(path): is there; move it away first if it is to be made anew"
        case .unverifiedLog:
            "log: it does not verify, so nothing is made from it; see 'yeeuu log verify'"
        case .unfit(let run, let reason):
            "run \(run): \(reason)"
        case .tooFewFiles(let allowed):
            "open files: only \(allowed) are allowed; allow more, say with 'ulimit -n 1024'"
        case .badTime(let option, let why):
            "\(option): \(why)"
        case .notInLog(let what, let name, let known):
            "log: no entry of \(what) \(name)" + NearestName.hint(name, among: known)
        case .noCheckpoint(let path, let why):
            "\(path): no checkpoint (\(why)); give a file that 'yeeuu log checkpoint -o' wrote"
        case .template(let file, let line, let reason):
            "\(file):\(line): \(reason)"
        case .noEntry(let number):
            "log: no entry \(number); see 'yeeuu log show'"
        }
    }

    /// What the process ends with.
    var exitCode: ExitCode {
        switch self {
        case .noSecret, .emptySecret, .noPassphrase: .credentials
        case .needsYes, .needsYesToSign, .declined, .aboveCeiling, .otherTarget: .bound
        case .interrupted: .interrupted
        case .unverifiedLog: .log
        default: .usage
        }
    }
}

extension FileProblem {
    /// The sentence for people.
    var words: String {
        switch act {
        case .read: "\(path): cannot be read: \(reason)"
        case .write: "\(path): cannot be written: \(reason)"
        case .makeFolder: "\(path): the folder cannot be made: \(reason)"
        }
    }
}
