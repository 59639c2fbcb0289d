import ALMS
import Foundation
import Register
import Runs
import Vault

/// Registers as texts that can be compared, and made anew from the log.
extension TestWorkspace {
    /// Everything that a register holds, line by line: versions, passwords and values before, too.
    func shown(_ other: Register? = nil) throws -> [String] {
        let register = other ?? self.register
        let view = try register.view()
        var lines = try view.doors(.all).map { "\($0)" }
        let any = try GrantSelector(Arguments([.init("state", .text("any"))]))
        for grant in try view.grants(any) {
            let password = grant.hasPassword ? try view.password(of: grant.id)?.reveal() : nil
            let pending = try view.pending(of: grant.id).map {
                "\($0) \($0.password?.reveal() ?? "")"
            }
            lines.append("\(grant) \(password ?? "-") \(pending)")
        }
        for run in try register.runs() {
            var row = run
            row.report = nil
            row.counts = [:]
            let counts = run.counts.sorted { $0.key.rawValue < $1.key.rawValue }
            lines.append("\(row) \(counts)")
            lines += try view.valuesBefore(run: run.id).map {
                "\($0) \($0.terms.password?.reveal() ?? "-")"
            }
        }
        lines += try view.valuesBefore(run: "import").map {
            "\($0) \($0.terms.password?.reveal() ?? "-")"
        }
        let stranger = DoorKey(buildingId: "B009", code: "9", doorType: .main, door: "")
        return lines + ["\(try register.lastSeq(of: stranger))"]
    }

    /// A register made anew from the log; one of a workspace that is not empty begins with its estate.
    func rebuilt(
        _ begin: (Register) throws -> Void = { _ in }
    ) throws -> (
        Register, RegisterRebuild.Summary
    ) {
        let register = try Register.create(
            at: folder + "/rebuilt-\(UUID().uuidString).sqlite",
            sealing: vault.sealing,
            clock: { TestWorkspace.now }
        )
        try begin(register)
        let summary = try RegisterRebuild(
            log: folder + "/log",
            keys: vault.sealing
        ) { _, _, _ in }.fill(register)
        return (register, summary)
    }
}
