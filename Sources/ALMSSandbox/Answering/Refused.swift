/// A no of the service with its words.
struct Refused: Error, Equatable {
    let desc: String

    init(_ desc: String) { self.desc = desc }

    static let token = Refused("token错误")
    static let unknownDoor = Refused("房源不存在")

    static func missing(_ name: String) -> Refused { Refused("缺少参数\(name)") }

    static func wrong(_ name: String) -> Refused { Refused("参数\(name)错误") }
}
