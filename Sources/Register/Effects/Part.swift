import ALMS
import Vault

/// What an effect does to one door.
struct Part: Sendable, Equatable {
    enum Change: Sendable, Equatable {
        /// Reads, `remote_action`: the door's `lastSeq` alone.
        case none
        case set(GrantKind, String, GrantTerms)
        case remove(GrantKind, String)
        /// Rare, and large beside the others.
        indirect case apartment(Apartment)
        case occupied(Bool)
    }

    let door: DoorKey
    let change: Change
    let stage: Effect.Stage
    let run: String
    let time: Int64
    let intent: Int
    /// Whether a removal is meant to last: not when another password follows at once.
    var isFinal = true

    /// The grant that is meant, if any.
    var grant: GrantID? {
        switch change {
        case .set(let kind, let mobile, _), .remove(let kind, let mobile):
            GrantID(door: door, kind: kind, authoredMobile: mobile)
        default: nil
        }
    }

    /// Whether this is about the grant (`kind`, `mobile`) of its door.
    func concerns(_ kind: GrantKind, _ mobile: String) -> Bool {
        switch change {
        case .set(kind, mobile, _), .remove(kind, mobile): true
        default: false
        }
    }

    /// Whether it changes something of the door itself.
    var concernsDoor: Bool {
        switch change {
        case .apartment, .occupied: true
        default: false
        }
    }
}

extension Part.Change {
    /// The changes that `request` asks for, door by door.
    static func all(of request: Request) -> [(DoorKey, Part.Change)] {
        guard let door = request.door else {
            return request.apartments.map { ($0.key, .apartment($0)) }
        }
        return [(door, one(of: request))]
    }

    private static func one(of request: Request) -> Part.Change {
        let mobile = request[.authoredMobile] ?? ""
        switch request.operation {
        case .auth: return .set(.auth, mobile, terms(of: request))
        case .generatePassword: return .set(.password, mobile, terms(of: request))
        case .deleteAuth: return .remove(.auth, mobile)
        case .removePassword: return .remove(.password, mobile)
        case .synchronizeApartments, .remoteAction, .getDeviceLogs, .getDeviceLogsPageCount:
            return .none
        }
    }

    private static func terms(of request: Request) -> GrantTerms {
        GrantTerms(
            startTime: request.integer(.startTime),
            endTime: request.integer(.endTime),
            author: request[.author] ?? "",
            authoredName: request[.authoredName] ?? "",
            password: request[.password].map { Secret($0) }
        )
    }
}
