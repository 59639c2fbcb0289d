import ALMS
import RequestLog

/// How requests stand in the log: what the catalogue calls open in clear, all else committed.
enum LogFields {
    /// The parameters of an intent, those of every request included; the token is none of them.
    static func parameters(of request: Request, stamp: Stamp, partnerId: String) -> [LogField] {
        var fields: [LogField] = [
            .clear("partnerId", .text(partnerId)),
            .clear("timestamp", .text(String(stamp.timestamp))),
            .clear("nonstr", .text(stamp.nonstr)),
        ]
        for field in request.fields {
            let name = field.name.rawValue
            switch field.name.parameter.exposure {
            case .open: fields.append(.clear(name, .text(field.text)))
            case .sealed: fields.append(.committed(name, .text(field.text)))
            case .nowhere: break
            }
        }
        return fields
    }

    /// The door's four-part key as the log has it.
    static func door(_ key: DoorKey) -> LogDoor {
        LogDoor(
            buildingID: key.buildingId,
            code: key.code,
            doorType: key.doorType.wireText,
            door: key.door
        )
    }

    /// The door's key that the log has; nil for one that is none of ours.
    static func key(_ door: LogDoor) -> DoorKey? {
        DoorType(wireText: door.doorType).map {
            DoorKey(buildingId: door.buildingID, code: door.code, doorType: $0, door: door.door)
        }
    }

    /// The class as the log has it.
    static func outcome(_ outcome: OutcomeClass) -> LogClass {
        switch outcome {
        case .ok, .unchanged: .ok
        case .refused: .refused
        case .failed: .failed
        case .unknown: .unknown
        case .skipped: .skipped
        }
    }

    /// The texts of a request that no log may quote, for a service that echoes what it was sent.
    static func masked(_ request: Request) -> [String] {
        request.fields.filter { $0.name.parameter.exposure != .open }.map(\.text)
    }

    /// `text` without the request's secrets, for people.
    static func withoutSecrets(_ text: String, of request: Request) -> String {
        if text.isEmpty { return text }
        var text = text
        for field in request.fields where field.name.parameter.isSecret && !field.text.isEmpty {
            text = text.replacing(field.text, with: "••••••")
        }
        return text
    }
}
