/// An answer on its way out.
struct Reply: Sendable, Equatable {
    var status = 200
    var contentType = "application/json;charset=UTF-8"
    var retryAfter: Int?
    var location: String?
    var allow: String?
    var body: [UInt8]

    /// What the interface answers.
    static func json(_ body: [UInt8]) -> Reply { Reply(body: body) }

    /// A line or more for people and tests.
    static func text(_ text: String, status: Int = 200) -> Reply {
        Reply(status: status, contentType: "text/plain;charset=UTF-8", body: Array(text.utf8))
    }

    /// A bare status, as proxies answer.
    static func status(_ status: Int, retryAfter: Int? = nil) -> Reply {
        Reply(
            status: status,
            contentType: "text/html",
            retryAfter: retryAfter,
            body: Array("<html><body>\(status)</body></html>\n".utf8)
        )
    }

    /// A page where JSON belongs.
    static let html = Reply(
        contentType: "text/html",
        body: Array("<!DOCTYPE html><html><body>系统维护中</body></html>\n".utf8)
    )

    /// JSON that breaks off, with the quotes of a word processor.
    static let garbage = Reply(body: Array("{“success”:true,“desc”:".utf8))

    /// A success followed by so many bytes of white space.
    static func oversized(_ bytes: Int) -> Reply {
        Reply(
            body: Array(#"{"success":true,"desc":""}"#.utf8)
                + Array(repeating: UInt8(ascii: " "), count: bytes)
        )
    }

    /// A success with so many bytes of words.
    static func long(_ bytes: Int) -> Reply {
        let words = Array(repeating: UInt8(ascii: "x"), count: bytes)
        return Reply(body: Array(#"{"success":true,"desc":""#.utf8) + words + Array(#""}"#.utf8))
    }

    /// A success and a refusal in one.
    static let twice = Reply(body: Array(#"{"success":true,"success":false,"desc":""}"#.utf8))

    /// A redirect to elsewhere.
    static let redirect = Reply(
        status: 302,
        contentType: "text/html",
        location: "http://127.0.0.1:9/elsewhere",
        body: []
    )
}
