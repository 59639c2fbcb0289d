import Register
import RequestLog

extension RunSetup {
    /// What a list of runs tells of this one.
    var words: RunWords {
        RunWords(operatorName: operatorName, arguments: ArgumentMask.text(arguments))
    }
}

extension RunWords {
    /// What a run's first entry in the log tells: not the arguments, which are committed alone.
    init?(_ line: LogLine) {
        guard let name = line["operator"]?.text else { return nil }
        self.init(operatorName: name)
    }
}

extension Run {
    /// Writes down how many doors wait in the end, for the list of runs.
    func note(waiting count: Int) throws(RegisterError) {
        guard var words = try resources.register.words(of: id), words.waiting != count else {
            return
        }
        words.waiting = count
        try resources.register.note(words, of: id)
    }
}
