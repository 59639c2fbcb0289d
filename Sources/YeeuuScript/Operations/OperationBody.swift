import ALMS
import LuaRuntime
import Register
import Runs
import Vault

/// One operation as Lua calls it: table to request, request to decision, reply to table.
struct OperationBody {
    let state: ScriptState
    let operation: OperationName
    /// Whether it is a door's method: the door in place 1, its parameters in place 2.
    let isMethod: Bool

    /// The body.
    func run(_ call: borrowing LuaCall) -> LuaAnswer {
        do {
            if operation == .synchronizeApartments {
                return synchronize(call, try apartments(call), from: 0)
            }
            let request = try located(try request(call))
            return send(request, call) { [state] reply, call in
                state.push(reply, call)
                return .values
            }
        } catch {
            return call.fail(error: ErrorValue.thrown(error, by: operation.rawValue))
        }
    }

    // MARK: Requests

    private func request(_ call: borrowing LuaCall) throws -> Request {
        let reader = ArgumentReader(state: state)
        guard isMethod else {
            let table = try reader.table(call, at: 1)
            var arguments = try reader.arguments(table)
            return try checked(&arguments, [], table["password"])
        }
        guard let handle = call.handle(1, of: state.types.door) else {
            let how = "door:\(operation.rawValue){…}"
            throw Complaints("", "\(call.typeName(1)) given as door; write \(how)")
        }
        let table = try reader.table(call, at: 2)
        var arguments = try reader.arguments(table)
        let problems = addIdentity(of: state.doors.key(handle), to: &arguments)
        return try checked(&arguments, problems, table["password"])
    }

    /// Fills the door's parameters in; complains of those that the caller gave.
    private func addIdentity(of key: DoorKey, to arguments: inout Arguments) -> [ArgumentProblem] {
        var given: [Arguments.Item] = []
        if arguments.items.contains(where: { Self.identity.contains($0.name) }) {
            given = arguments.items.filter { Self.identity.contains($0.name) }
            arguments.items.removeAll { Self.identity.contains($0.name) }
        }
        if operation.operation.takes(.buildingId) {
            arguments.items.append(.init("buildingId", .text(key.buildingId)))
        }
        arguments.items.append(.init("code", .text(key.code)))
        arguments.items.append(.init("doorType", .integer(Int64(key.doorType.rawValue))))
        if key.doorType == .inner { arguments.items.append(.init("door", .text(key.door))) }
        return given.map { ArgumentProblem($0.name, "the door's own; leave it out") }
    }

    private static let identity = ["buildingId", "code", "doorType", "door"]

    /// The request; what the register holds already is never refused for being weak.
    private func checked(
        _ arguments: inout Arguments,
        _ problems: [ArgumentProblem],
        _ password: LuaValue?
    ) throws -> Request {
        var problems = problems
        var rules = RequestRules(mobile: state.run.setup.mobile)
        rules.allowsWeak =
            takeAllowWeak(&arguments, &problems) || state.isHiddenAndStrong(password)
        let request: Request
        do { request = try Request(operation, arguments, rules: rules) } catch {
            request = try known(arguments, rules, error.problems, problems, password)
        }
        guard problems.isEmpty else { throw Complaints(problems) }
        state.noteWish(request, password)
        return request
    }

    private func known(
        _ arguments: Arguments,
        _ rules: RequestRules,
        _ found: [ArgumentProblem],
        _ problems: [ArgumentProblem],
        _ password: LuaValue?
    ) throws -> Request {
        var rules = rules
        if operation == .generatePassword, !rules.allowsWeak {
            rules.allowsWeak = true
            if let request = try? Request(operation, arguments, rules: rules),
                state.holds(request, password)
            {
                return request
            }
        }
        throw Complaints(problems + found)
    }

    private func takeAllowWeak(
        _ arguments: inout Arguments,
        _ problems: inout [ArgumentProblem]
    ) -> Bool {
        guard operation.operation.takes(.password),
            let index = arguments.items.firstIndex(where: { $0.name == "allow_weak" })
        else { return false }
        let item = arguments.items.remove(at: index)
        if case .boolean(let flag) = item.value { return flag }
        problems.append(.init("allow_weak", "\(item.value.kind) given; give true or false"))
        return false
    }

    /// A read carries no `buildingId`: it means the register's door when exactly one fits.
    private func located(_ request: Request) throws -> Request {
        guard !operation.operation.takes(.buildingId), let door = request.door else {
            return request
        }
        let rows = try state.view.doors(
            code: door.code,
            doorType: door.doorType,
            door: door.door
        )
        return rows.count == 1 ? request.located(in: rows[0].key.buildingId) : request
    }

    // MARK: Sending

    private typealias Then = (CallReply, borrowing LuaCall) -> LuaAnswer

    private func send(
        _ request: Request,
        _ call: borrowing LuaCall,
        then: @escaping Then
    ) -> LuaAnswer {
        state.hasCalled = true
        if operation.operation.isWrite { state.context.noteSent() }
        switch state.run.begin(Call(request, scope: state.context.scope)) {
        case .settled(let reply):
            // It is told, and who reads that may be slow.
            if reply.class == .planned { call.awaitRoom() }
            return settled(reply, request, call, then: then)
        case .send(let ticket):
            let (state, context, run) = (state, state.context, state.run)
            return call.wait(
                on: run.executor,
                for: { await run.sendFirst(ticket) },
                then: { sending, call in
                    state.context = context
                    switch sending {
                    case .over(let reply): return settled(reply, request, call, then: then)
                    case .later(let later):
                        return waitForTheEnd(later, request, call, then: then)
                    }
                }
            )
        }
    }

    /// Waits with the others whose doors are offline, and then sends once more.
    private func waitForTheEnd(
        _ later: Later,
        _ request: Request,
        _ call: borrowing LuaCall,
        then: @escaping Then
    ) -> LuaAnswer {
        let (state, context, run) = (state, state.context, state.run)
        let list = context.list?.serial
        state.endOfLine.rest(list, by: 1)
        call.nudge()
        return call.wait(
            start: { state.endOfLine.join(list, $0) },
            then: { _, call in
                call.wait(
                    on: run.executor,
                    for: { await run.sendAgain(later) },
                    then: { reply, call in
                        state.context = context
                        return settled(reply, request, call, then: then)
                    }
                )
            }
        )
    }

    private func settled(
        _ reply: CallReply,
        _ request: Request,
        _ call: borrowing LuaCall,
        then: Then
    ) -> LuaAnswer {
        if operation.operation.isWrite { state.touched(request) }
        switch reply.class {
        case .ok, .planned:
            // What was refused or never came to a request gives a script no more time.
            call.restartClock()
            return then(reply, call)
        default: return call.fail(error: ErrorValue.reply(reply, to: request))
        }
    }

    // MARK: synchronize_apartments

    /// Batches in the order given: an entrance before its rooms.
    private func synchronize(
        _ call: borrowing LuaCall,
        _ apartments: [Apartment],
        from start: Int
    ) -> LuaAnswer {
        let end = min(start + Self.batch, apartments.count)
        let request = Request(synchronizing: Array(apartments[start..<end]))
        return send(request, call) { [state] reply, call in
            guard end == apartments.count else { return synchronize(call, apartments, from: end) }
            state.push(reply, call)
            return .values
        }
    }

    private static let batch = 100

    private func apartments(_ call: borrowing LuaCall) throws -> [Apartment] {
        guard call.type(1) == .table else {
            throw Complaints("", "\(call.typeName(1)) given; give a list of apartments")
        }
        let value = try call.value(1, limits: .init(values: 20_000_000, bytes: 1 << 30))
        guard case .table(let table) = value, table.fields.isEmpty, !table.array.isEmpty else {
            throw Complaints("", "no list of apartments; give {{code = …}, …}")
        }
        let reader = ArgumentReader(state: state)
        let items = table.array.map { item in
            if case .object(let object) = item, object.type == state.types.door {
                return ArgumentValue.table(Self.arguments(state.door(object.handle).apartment))
            }
            return reader.argument(item) ?? .other("nil")
        }
        let arguments = Arguments([.init("apartmentList", .list(items))])
        return try Request(.synchronizeApartments, arguments).apartments
    }

    private static func arguments(_ apartment: Apartment) -> Arguments {
        Arguments(
            Catalogue.apartmentFields.map { .init($0.rawValue, .text(apartment[$0])) }
        )
    }
}

extension ScriptState {
    /// Whether the request gives somebody the password that the register holds for them.
    func holds(_ request: Request, _ password: LuaValue?) -> Bool {
        guard let id = passwordID(request), let text = request[.password] else { return false }
        let origin = secretHandle(password).map { secrets[$0].origin } ?? .given
        return isHeld(Secret(text), origin, of: id)
    }

    /// Whether a password is a Secret whose text the script does not know, and not weak in itself.
    ///
    /// It is not held against the holder's mobile then: a script could write that number as it likes,
    /// and learn which of its tails the password is.
    func isHiddenAndStrong(_ password: LuaValue?) -> Bool {
        guard let handle = secretHandle(password), secrets[handle].origin != .given else {
            return false
        }
        return PasswordRule.weakness(secrets[handle].secret.reveal(), mobile: "") == nil
    }

    /// Remembers where a password that somebody is to get comes from.
    func noteWish(_ request: Request, _ password: LuaValue?) {
        guard request.operation == .generatePassword, let id = passwordID(request) else { return }
        secrets.wish(secretHandle(password), for: id)
    }

    private func passwordID(_ request: Request) -> GrantID? {
        guard let door = request.door, let mobile = request[.authoredMobile] else { return nil }
        return GrantID(door: door, kind: .password, authoredMobile: mobile)
    }

    private func secretHandle(_ value: LuaValue?) -> Int? {
        guard case .object(let object)? = value, object.type == types.secret else { return nil }
        return object.handle
    }

    /// Pushes what the service answered, or a faithful stand-in of it.
    func push(_ reply: CallReply, _ call: borrowing LuaCall) {
        call.beginTable(shape: types.answer, fields: 3)
        call.key("success")
        call.push(true)
        call.key("desc")
        call.push(reply.desc)
        if let count = reply.answer?.count {
            call.key("count")
            call.push(count)
        }
        if let data = reply.answer?.data {
            call.key("data")
            call.beginTable(elements: data.count)
            for opening in data { push(opening, call) }
            call.endTable()
        }
        call.endTable()
    }

    private func push(_ opening: Answer.Opening, _ call: borrowing LuaCall) {
        call.beginTable(shape: types.opening, fields: 3)
        call.key("type")
        call.push(opening.type)
        call.key("opentime")
        call.push(opening.opentime)
        call.key("opener")
        call.push(opening.opener)
        call.endTable()
    }
}
