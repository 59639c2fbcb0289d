import ALMS
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("A plan that is not to be believed")
struct PlanTrustTests {
    /// A workspace, and a plan of it that sets a password and removes one.
    private func planned() async throws -> (TestWorkspace, Plan) {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
        _ = await run.perform(try workspace.remove("13800000002", at: workspace.room))
        _ = await run.finish(nil)
        return (workspace, try Plan(parsing: run.plan(because: "turnover")))
    }

    private func gate(
        _ keys: [VerifierKey],
        _ approvers: [VerifierKey] = [],
        _ approvals: Int = 1
    ) -> PlanGate {
        PlanGate(
            keys: keys,
            approvers: approvers,
            approvals: approvers.isEmpty ? nil : Approvals(count: approvals),
            target: "sandbox",
            skipStale: false
        )
    }

    private func signer(_ workspace: TestWorkspace, as name: String? = nil) throws -> NoteSigner {
        let key = workspace.vault.planKey
        return try NoteSigner(name: name ?? key.name, publicKey: key.publicKey) { try key.sign($0) }
    }

    /// The plan with its lines changed, and signed anew by `signers`: all that a key can do.
    private func forged(
        _ plan: Plan,
        by signers: [NoteSigner],
        _ change: (Int, String) throws -> String = { $1 }
    ) throws -> [UInt8] {
        let text = String(decoding: plan.note.text, as: UTF8.self)
        var lines = text.split(separator: "\n").map { String($0) }
        var tree = MerkleTree()
        for index in lines.indices.dropFirst() {
            lines[index] = try change(index - 1, lines[index])
            tree.append(leaf: Array(lines[index].utf8))
        }
        lines[0] = lines[0].replacing(plan.header.root, with: tree.root.base64)
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        return try SignedNote.sign(bytes, by: signers).encoded()
    }

    @Test("is not admitted by an approver's signature alone")
    func approverAlone() async throws {
        let (workspace, plan) = try await planned()
        let (own, boss) = (try signer(workspace), try signer(TestWorkspace(), as: "boss/approver"))
        let bytes = try forged(plan, by: [boss])
        for keys in [[own.verifierKey], [own.verifierKey, boss.verifierKey]] {
            let gate = gate(keys, [boss.verifierKey])
            #expect(throws: PlanError.self) { try gate.checkOrigin(gate.read(bytes)) }
        }
    }

    @Test("has two approvals from two keys, not from two names, and none from its author")
    func distinct() async throws {
        let (workspace, plan) = try await planned()
        let (other, third) = (try TestWorkspace(), try TestWorkspace())
        let own = try signer(workspace)
        let two = try [signer(other, as: "boss/one"), signer(other, as: "boss/two")]
        let mine = try signer(workspace, as: "wang/approver")
        let more = try signer(third, as: "boss/three")
        let approvers = (two + [mine, more]).map(\.verifierKey)
        let gate = gate([own.verifierKey], approvers, 2)
        for signers in [[own] + two, [own, two[0], mine]] {
            let plan = try gate.read(try forged(plan, by: signers))
            #expect(throws: PlanError.approvals(have: 1, need: 2)) { try gate.checkOrigin(plan) }
        }
        let good = try gate.read(try forged(plan, by: [own, two[0], more]))
        let origin = try gate.checkOrigin(good)
        #expect(origin.author == own.verifierKey)
        #expect(origin.approvers.map(\.name) == ["boss/one", "boss/three"])
    }

    @Test("is read by nobody before a known key has signed it")
    func unread() async throws {
        let (workspace, plan) = try await planned()
        let stranger = try signer(TestWorkspace())
        let bytes = try forged(plan, by: [stranger]) { _, _ in "no JSON at all" }
        let gate = gate([try signer(workspace).verifierKey])
        do {
            _ = try gate.read(bytes)
            Issue.record("read")
        } catch {
            guard case .signature = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(
        "with a step that no script could send is refused, though its key signed it",
        arguments: [
            (1, #""authoredMobile":"13800000002""#, #""authoredMobile":"""#),
            (1, #""authoredMobile":"13800000002""#, #""authoredMobile":" \u3000""#),
            (1, #","authoredMobile":"13800000002""#, ""),
            (0, #""endTime":"\#(TestWorkspace.now + 100_000)""#, #""endTime":"soon""#),
            (0, #""endTime":"\#(TestWorkspace.now + 100_000)""#, #""endTime":"1e10""#),
            (0, #""endTime":"\#(TestWorkspace.now + 100_000)""#, #""endTime":"1000000000""#),
            (0, #""doorType":"2""#, #""doorType":"3""#), (0, #""code":"1001""#, #""code":"""#),
            (1, #""op":"remove_password""#, #""op":"get_device_logs""#),
            (1, #""after":["#, #""exchange":true,"after":["#),
        ]
    )
    func unsendable(step: Int, old: String, new: String) async throws {
        let (workspace, plan) = try await planned()
        let own = try signer(workspace)
        var isChanged = false
        let bytes = try forged(plan, by: [own]) { index, line in
            guard index == step else { return line }
            isChanged = line.contains(old)
            return line.replacing(old, with: new)
        }
        #expect(isChanged)
        #expect(throws: PlanError.self) { try gate([own.verifierKey]).read(bytes) }
    }

    @Test("with a sealed password of one digit, or a letter, is refused before it is kept or sent")
    func badPassword() async throws {
        let (workspace, plan) = try await planned()
        let own = try signer(workspace)
        for password in ["7", "12345x", ""] {
            let secret = try workspace.vault.seal(
                Array(#"{"password":"\#(password)"}"#.utf8),
                authenticating: Array("yeeuu/planned/v1\n\(plan.header.plan)\n0".utf8)
            )
            let old = try #require(plan.steps[0].sealed)
            let bytes = try forged(plan, by: [own]) { _, line in line.replacing(old, with: secret) }
            let bad = try gate([own.verifierKey]).read(bytes)
            let service = ScriptedService.agreeing()
            let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
            let shelf = PlanShelf(workspace: workspace.folder)
            do {
                try run.keep(bad, on: shelf)
                Issue.record("kept")
            } catch {
                #expect("\(error)".contains("password:"), "\(error)")
                #expect(password.isEmpty || !"\(error)".contains("'\(password)'"))
            }
            await #expect(throws: PlanError.self) { try await run.apply(bad) }
            _ = await run.finish(nil)
            #expect(service.requests.isEmpty)
            #expect(shelf.runThatApplied(plan.header.plan) == nil)
        }
    }

    @Test("tells its story to whoever has the file, and no password")
    func story() async throws {
        let (_, plan) = try await planned()
        let story = try #require(plan.header.story)
        #expect(story.reason == "turnover" && story.author == "wang" && story.title == "test.lua")
        #expect(story.places.map(\.name) == ["2501"])
        #expect(story.losing == ["王芳 13800000002"])
        let alone = PlanReview(plan)
        #expect(alone.persons == ["王芳 13800000001", "王芳 13800000002"])
        #expect(alone.doors == 1 && alone.losingLastWayIn == story.losing)
        #expect(alone.lines[1].held?.endTime == TestWorkspace.now + 100_000)
        #expect(alone.lines.flatMap(\.changes).map(\.kind).last == .removed)
    }
}
