internal import CLuaSupport
internal import Glibc

/// `os.time`, `os.date` and `os.clock`: stock behaviour, but in the host's zone.
func osTime(_ call: borrowing LuaCall, _ environment: LuaEnvironment) -> LuaAnswer {
    if call.count == 0 || call.type(1) == .nil {
        call.push(environment.now())
        return .values
    }
    guard call.type(1) == .table, case .table(let table) = call.lenientValue(1) else {
        return call.fail("os.time: table expected, got \(call.typeName(1))")
    }
    var parts: [Int] = []
    for (name, preset) in [
        ("year", nil), ("month", nil), ("day", nil), ("hour", 12), ("min", 0), ("sec", 0),
    ] as [(String, Int?)] {
        switch part(table[name] ?? .nil, preset) {
        case .success(let value): parts.append(value)
        case .failure(let problem): return call.fail("os.time: field '\(name)' \(problem.reason)")
        }
    }
    let time = LuaCivilTime(
        year: parts[0],
        month: parts[1],
        day: parts[2],
        hour: parts[3],
        minute: parts[4],
        second: parts[5]
    )
    call.push(environment.calendar.epoch(time))
    return .values
}

private func part(_ value: LuaValue, _ preset: Int?) -> Result<Int, LuaConversionError> {
    func problem(_ reason: String) -> Result<Int, LuaConversionError> {
        .failure(LuaConversionError(path: "", reason: reason))
    }
    let number: Int64
    switch value {
    case .integer(let n): number = n
    case .number(let n):
        guard let whole = Int64(exactly: n) else { return problem("is not an integer") }
        number = whole
    case .string(let text):
        guard let n = Int64(text) else { return problem("is not an integer") }
        number = n
    case .nil: return preset.map { .success($0) } ?? problem("missing in date table")
    default: return problem("is not an integer")
    }
    return abs(Double(number)) < 1e9 ? .success(Int(number)) : problem("is out-of-bound")
}

func osDate(_ call: borrowing LuaCall, _ environment: LuaEnvironment) -> LuaAnswer {
    var format = Substring(call.type(1) == .nil || call.count == 0 ? "%c" : call.string(1) ?? "")
    if call.count > 0, call.type(1) != .nil, call.type(1) != .string {
        return call.fail("os.date: format: string expected, got \(call.typeName(1))")
    }
    let given = call.type(2) == .none || call.type(2) == .nil ? environment.now() : call.integer(2)
    guard let epoch = given, abs(Double(epoch)) < 6e16 else {
        return call.fail("os.date: time: an integer that a date can have is expected")
    }
    let calendar = format.hasPrefix("!") ? LuaCalendar.utc : environment.calendar
    if format.hasPrefix("!") { format = format.dropFirst() }
    let time = calendar.civil(epoch)
    if format.hasPrefix("*t") { return pushFields(time, call) }
    guard let text = formatted(format, time) else {
        return call.fail("os.date: invalid conversion specifier in '\(format)'")
    }
    call.push(text)
    return .values
}

private func pushFields(_ time: LuaCivilTime, _ call: borrowing LuaCall) -> LuaAnswer {
    call.beginTable(fields: 9)
    for (name, value) in [
        ("year", time.year), ("month", time.month), ("day", time.day), ("hour", time.hour),
        ("min", time.minute), ("sec", time.second), ("wday", time.weekday + 1),
        ("yday", time.yearDay + 1),
    ] {
        call.key(name)
        call.push(value)
    }
    call.key("isdst")
    call.push(time.isDST)
    call.endTable()
    return .values
}

/// Nil for a specifier that C99 does not have.
private func formatted(_ format: Substring, _ time: LuaCivilTime) -> String? {
    var result = ""
    var rest = format
    while let percent = rest.firstIndex(of: "%") {
        result += rest[..<percent]
        var end = rest.index(after: percent)
        guard end < rest.endIndex else { return nil }
        let modifier = rest[end]
        if modifier == "E" || modifier == "O" { end = rest.index(after: end) }
        guard end < rest.endIndex else { return nil }
        let allowed =
            switch modifier {
            case "E": "cCxXyY"
            case "O": "deHImMSuUVwWy"
            default: "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"
            }
        guard allowed.contains(rest[end]) else { return nil }
        result += conversion(String(rest[percent...end]), time)
        rest = rest[rest.index(after: end)...]
    }
    return result + rest
}

private func conversion(_ specifier: String, _ time: LuaCivilTime) -> String {
    let parts = [
        time.year, time.month, time.day, time.hour, time.minute, time.second, time.weekday,
        time.yearDay, time.isDST ? 1 : 0, time.offsetSeconds,
    ].map { Int32(clamping: $0) }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { out in
        let length = unsafe parts.withUnsafeBufferPointer { parts in
            unsafe time.zone.withCString { zone in
                unsafe yl_strftime(out.baseAddress, out.count, specifier, parts.baseAddress, zone)
            }
        }
        return unsafe String(
            decoding: UnsafeRawBufferPointer(out).prefix(length),
            as: UTF8.self
        )
    }
}

/// CPU seconds of this thread.
func threadSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
