import Foundation
import Testing

@Suite("No file of a workspace")
struct LogSecretTests {
    /// Finds secrets in files: in clear, hexadecimal, base64 at each alignment, and unkeyed hashes.
    ///
    /// Reads a JSON object {"secrets": […], "roots": […], "text": …} from standard input, and prints
    /// what it found and where, then how much it searched.
    private static let search = """
        import base64, hashlib, json, os, sys
        given = json.load(sys.stdin)
        def forms(secret):
            s = secret.encode()
            yield s
            yield s.hex().encode()
            yield s.hex().upper().encode()
            for skip in range(3):
                whole = base64.b64encode(b"\\0" * skip + s)
                first = (skip * 8 + 5) // 6
                part = whole[first:(skip + len(s)) * 8 // 6]
                yield part
                yield part.translate(bytes.maketrans(b"+/", b"-_"))
            for data in (s, s + b"\\n"):
                for name in ("md5", "sha1", "sha256", "sha512"):
                    digest = hashlib.new(name, data).digest()
                    yield digest
                    yield digest.hex().encode()
                    yield digest.hex().upper().encode()
                    yield base64.b64encode(digest).rstrip(b"=")
                    yield base64.urlsafe_b64encode(digest).rstrip(b"=")
        texts = {"what the program said": given["text"].encode()}
        for root in given["roots"]:
            for folder, _, names in os.walk(root):
                for name in names:
                    path = os.path.join(folder, name)
                    inside = os.path.relpath(path, root)
                    if inside.startswith("keys/") or inside.startswith("sandbox.sqlite"): continue
                    texts[inside] = open(path, "rb").read()
        wanted = {form: secret for secret in given["secrets"] for form in forms(secret)}
        for place, text in texts.items():
            for form, secret in wanted.items():
                if form in text: print("FOUND", place, given["secrets"].index(secret), form[:6])
        print(len(texts), "texts", sum(map(len, texts.values())), "bytes", len(wanted), "forms")
        """

    private static func find(
        _ secrets: Set<String>,
        in roots: [String],
        text: String
    ) throws -> String {
        let given: [String: Any] = [
            "secrets": secrets.sorted(), "roots": roots, "text": text,
        ]
        let json = try JSONSerialization.data(withJSONObject: given)
        return try Shell.run(
            ["python3", "-c", search],
            input: String(decoding: json, as: UTF8.self)
        )
    }

    /// Everything that was said, and every password that was ever held or asked for.
    private final class Session {
        let place: Place
        var said = ""
        var secrets: Set<String> = []

        init(_ place: Place) { self.place = place }

        func step(_ arguments: [String], input: String = "", status: Int32 = 0) throws {
            let done = try place.yeeuu(arguments, input: input)
            guard done.status == status else { throw Unexpected("\(arguments): \(done.all)") }
            said += done.all
            for grant in try place.grants("state=any") {
                secrets.formUnion([grant.password, grant.pending].compactMap { $0 })
            }
        }
    }

    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, function(g) g:rotate_password { digits = 10 } end)
        """
    private static let onboard = """
        for i, door in ipairs(yeeuu.doors { all = true }) do
          local who = { authoredName = "新 " .. i, authoredMobile = "1390000000" .. i, author = "office",
            startTime = yeeuu.time("2026-01-01"), endTime = yeeuu.time("2027-12-31") }
          door:ensure_auth(who)
          who.digits = 10
          door:ensure_password(who)
          if i == 3 then break end
        end
        """

    @Test("but the keys holds a password, a token or the partner secret in any form")
    func nothing() throws {
        let place = try Place(doors: 5)
        let session = Session(place)
        let script = place.script(Self.rotate, name: "rotate.lua")
        let plan = place.scratch.path + "/r.plan"
        let phrase = place.scratch.file("phrase", "correct horse battery\n").path
        let grants = place.scratch.file("g.csv", try Self.csv(place))
        // The demo estate's own passwords are short and public; from here on all have ten digits.
        try session.step(["run", "--yes", script])
        session.secrets.removeAll()
        try session.step(["grants", "import", "--overwrite", grants.path])
        try session.step(["grants", "import", "--overwrite", "--dry-run", grants.path])
        try session.step(["run", "--yes", "--json", place.script(Self.onboard, name: "new.lua")])
        try session.step(["run", "--dry-run", script])
        try session.step(["plan", script, "-o", plan])
        try session.step(["show", plan])
        try session.step(["apply", plan, "--yes"])
        try session.step(["resume", try place.lastRun(), "--yes"])
        try session.step(
            ["repl"],
            input: "g = yeeuu.grants { kind = 'password' }[1]\ng\n"
                + "g:rotate_password { digits = 10 }\nyeeuu.password { digits = 10 }\n"
        )
        try session.step(["log", "export"])
        try session.step(["log", "show"])
        try session.step(["grants", "list", "--json"])
        try session.step([
            "runs", "export", try place.lastRun(), "-o", place.folder + "/people.csv",
        ])
        try session.step(["log", "export", "--tiles", place.folder + "/tiles"])
        try session.step(["log", "checkpoint"])
        try session.step(["backup", place.folder + "/w.backup", "--passphrase-file", phrase])
        try session.step([
            "keys", "backup", place.folder + "/k.backup", "--passphrase-file", phrase,
        ])
        #expect(session.secrets.count > 15 && session.secrets.allSatisfy { $0.count == 10 })

        let secret = try String(contentsOfFile: place.folder + "/keys/secret", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let tokens = try self.tokens(place, secret)
        #expect(tokens.count > 15)
        let found = try Self.find(
            session.secrets.union(tokens).union([secret, "correct horse battery"]),
            in: [place.folder],
            text: session.said
        )
        #expect(!found.contains("FOUND"), "\(found)")
        // The search would have found them: the service's own state, which is exempt, holds some.
        let held = try Self.find(
            session.secrets,
            in: [place.scratch.path + "/none"],
            text: place.state()
        )
        #expect(held.contains("FOUND"))
    }

    /// The tokens of every request that the log tells of.
    private func tokens(_ place: Place, _ secret: String) throws -> [String] {
        let python = """
            import hashlib, json, sys
            secret = sys.argv[1]
            for line in sys.stdin:
                p = json.loads(line).get("params", {})
                if "timestamp" in p:
                    print(hashlib.sha1((p["timestamp"] + secret + p["nonstr"]).encode()).hexdigest())
            """
        let log = try place.yeeuu("log", "export").output
        return try Shell.run(["python3", "-c", python, secret], input: log)
            .split(separator: "\n").map { String($0) }
    }

    /// A file of grants with passwords of ten digits at the first door.
    private static func csv(_ place: Place) throws -> String {
        let door = try #require(try place.grants().first)
        var text =
            "buildingId,code,doorType,door,kind,authoredMobile,authoredName,author,startTime,endTime,password\n"
        for (place, password) in ["7305918264", "9182640573"].enumerated() {
            text += "\(door.buildingId),\(door.code),\(door.doorType),\(door.door),password,"
            text += "1370000000\(place),李明,office,2026-01-01,2027-12-01,\(password)\n"
        }
        return text
    }
}
