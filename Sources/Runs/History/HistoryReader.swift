import ALMS
import Register
import RequestLog
import Vault

/// Gathers the calls of a run, and the last word on each of their subjects, whoever said it since.
///
/// Only requests at the run's own doors are opened, and of others' only the newest is kept.
final class HistoryReader {
    private let run: String
    private let keys: SealingKeys
    private var doors: Set<DoorKey>
    private var isBegun = false

    private(set) var target: String?
    private(set) var appliesPlan = false
    private(set) var leftOut: Set<Int> = []
    /// The run's own calls, in the order in which they were made.
    private(set) var order: [Int] = []
    private(set) var calls: [Int: LoggedCall] = [:]
    private(set) var words: [Subject: LastWord] = [:]
    /// The last old password of each that came back, or may have, by another run.
    private(set) var returns: [GrantID: Int] = [:]
    private(set) var notes: [Int: LogClass] = [:]

    init(_ run: String, doors: Set<DoorKey>, _ keys: SealingKeys) {
        self.run = run
        self.doors = doors
        self.keys = keys
    }

    func read(_ log: LogReader) throws {
        var reader = CallReader()
        try log.read(isWhole: true) { line in
            reader.take(line, wants: wants) { take($0) }
            return true
        }
        reader.finish { take($0) }
    }

    private func wants(_ line: LogLine, _ header: LogHeader) -> Bool {
        if let call = header.call, calls[call] != nil { return true }
        if line.run == run {
            isBegun = true
            doors.formUnion(line.doors.compactMap(LogFields.key))
            return true
        }
        return isBegun && line.doors.contains { LogFields.key($0).map(doors.contains) == true }
    }

    private func take(_ event: CallReader.Event) {
        switch event {
        case .began(let line):
            guard line.run == run else { return }
            isBegun = true
            if target == nil { target = line["target"]?.text }
            if line["plan"] != nil { appliesPlan = true }
        case .attempt(let line, let header, let outcome, let text):
            takeAttempt(line, header, .init(seq: line.index, class: outcome, words: text))
        case .noted(let seq, let word): if isBegun { notes[seq] = word }
        case .changed(let line): takeChange(line)
        case .leftOut(let other, let steps): if other == run { leftOut.formUnion(steps) }
        }
    }

    private func takeAttempt(
        _ line: LogLine,
        _ header: LogHeader,
        _ attempt: LoggedCall.Attempt
    ) {
        let number = header.call ?? line.index
        guard var call = calls[number] ?? LoggedCall(line, header, keys) else { return }
        if calls[number] == nil, let other = known(call) { call = other }
        call.attempts.append(attempt)
        if calls[number] != nil || line.run == run {
            if calls[number] == nil { order.append(number) }
            calls[number] = call
        } else if call.isReturn, let id = call.request?.grant, call.outcome() != .refused {
            returns[id] = attempt.seq
        }
        guard attempt.class != .skipped, !call.isExchange, !isReturn(call) else { return }
        for subject in call.request?.subjects ?? [] {
            words[subject] = LastWord(
                seq: attempt.seq,
                run: line.run,
                name: "run \(line.run)",
                call: call
            )
        }
    }

    /// Another run's call that is a last word already, of which this is another attempt.
    private func known(_ call: LoggedCall) -> LoggedCall? {
        guard let subject = call.request?.subjects.first, let word = words[subject]?.call,
            word.call == call.call
        else { return nil }
        return word
    }

    private func takeChange(_ line: LogLine) {
        guard isBegun, let change = line.change(keys) else { return }
        let subjects =
            change.grants.map { Subject.grant($0) } + change.renamedDoors.map { Subject.door($0) }
        for subject in subjects {
            words[subject] = LastWord(seq: line.index, run: "", name: change.what, call: nil)
        }
    }

    /// Whether a call of the run gives an old password back: no line of a plan asked for it.
    func isReturn(_ call: LoggedCall) -> Bool {
        call.isReturn
            || call.run == run && appliesPlan && call.item == nil
                && call.operation == .generatePassword
    }
}
