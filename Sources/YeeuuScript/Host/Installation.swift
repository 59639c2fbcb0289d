import ALMS
import LuaRuntime
import Register
import Runs

/// Puts the `yeeuu` table into a fresh Lua state.
struct Installation {
    let run: Run
    let options: ScriptOptions

    /// Declares types, functions and preludes; gives the state that they share.
    func install(_ host: LuaHost) throws -> ScriptState {
        let box = StateBox()
        let types = ScriptTypes(
            door: try host.type(DoorObject(state: box).declaration),
            grant: try host.type(GrantObject(state: box).declaration),
            holder: try host.type(HolderObject(state: box).declaration),
            secret: try host.type(SecretObject(state: box).declaration),
            answer: host.shape("answer", optional: ["data", "count", "unchanged"]),
            opening: host.shape("opening"),
            entry: host.shape("entry", optional: ["time", "opener_name"])
        )
        let state = ScriptState(run: run, options: options, types: types)
        box.fill(state)
        host.storage = state
        host.onIdle = { [weak state] waits in state?.endOfLine.letGo(ofAll: waits) }
        try host.module("yeeuu", functions: functions(box), values: values)
        for (index, chunk) in Prelude.chunks.enumerated() {
            let functions = index == 0 ? primitives(box) : []
            try host.prelude(chunk.name, chunk.source, functions: functions)
        }
        host.resolve = { name in Modules(options: options).resolve(name) }
        return state
    }

    private var values: KeyValuePairs<String, LuaValue> {
        [
            "dry_run": .boolean(run.mode == .dryRun),
            "target": .string(run.setup.target),
            "run_id": .string(run.id),
            "version": .string(options.version),
        ]
    }

    private func functions(_ box: StateBox) -> [LuaFunction] {
        let operations = Catalogue.operations.map { operation in
            LuaFunction(operation.name.rawValue) { call in
                OperationBody(state: box.value, operation: operation.name, isMethod: false).run(
                    call
                )
            }
        }
        return operations + RegisterFunctions(state: box).all + ValueFunctions(state: box).all
            + SelfFunctions(state: box).all + OutputFunctions(state: box).module
    }

    private func primitives(_ box: StateBox) -> [LuaFunction] {
        ContextFunctions(state: box).all + ItemFunctions(state: box).all
            + GrantFunctions(state: box).all + HolderFunctions(state: box).all
            + AdmissionFunctions(state: box).all
            + FlowFunctions(state: box).all + OutputFunctions(state: box).primitives
            + JSONFunctions(state: box).primitives + CSVFunctions(state: box).primitives
    }
}
