import Testing

@testable import yeeuu

@Suite("Words of the command line")
struct ArgumentEncodingTests {
    private func bytes(_ prefix: String, _ rest: UInt8...) -> [UInt8] { Array(prefix.utf8) + rest }

    @Test("that are GBK are refused, also those that happen to be UTF-8")
    func gbk() {
        let words = [
            bytes("door=1", 0xB6, 0xB0), bytes("name=", 0xCC, 0xB7),
            bytes("name=", 0xC7, 0xAE, 0xD4, 0xB2), bytes("name=", 0xC3, 0xA9),
            bytes("", 0xB2, 0xE2, 0xCA, 0xD4) + Array(".lua".utf8), bytes("name=", 0xD0, 0xA1),
            bytes("name=", 0xD0, 0xA1, 0xD1, 0xA7),
        ]
        for word in words {
            let complaint = ArgumentEncoding.complaint([Array("run".utf8), word])
            #expect(complaint?.hasSuffix("': no UTF-8; the terminal sends GBK?") == true, "\(word)")
        }
        let shown = "argument 'door=1\\xb6\\xb0': no UTF-8; the terminal sends GBK?"
        #expect(ArgumentEncoding.complaint([words[0]]) == shown)
        let secret = bytes("password=385201", 0xB6)
        #expect(ArgumentEncoding.complaint([secret])?.contains("3852") == false)
    }

    @Test(
        "that are names in UTF-8 are taken, whatever language they are in",
        arguments: [
            "name=谭颖", "name=José", "name=Müller", "name=Иван", "name=Ελένη", "door=甲", "a=b=c",
            "name=阿·布", "temperature=20°", "name=é谭", "x=", "",
        ]
    )
    func names(_ word: String) {
        #expect(ArgumentEncoding.complaint([Array(word.utf8)]) == nil)
    }

    @Test("key=value: a combining mark behind the sign does not hide it")
    func combining() throws {
        let read = try ScriptArguments.read(["name=\u{337}x"])
        #expect(read.map(\.name) == ["name"] && read.map(\.value) == ["\u{337}x"])
    }
}

@Suite("A proxy in the environment")
struct ProxyNoticeTests {
    private let target = "https://alms.example.com/api"

    @Test("is told to be ignored where it is meant for the target")
    func told() {
        let words = "HTTPS_PROXY is set and ignored: requests go to alms.example.com directly"
        #expect(ProxyNotice.words(for: target, ["HTTPS_PROXY": "http://127.0.0.1:10"]) == words)
        #expect(ProxyNotice.words(for: target, ["all_proxy": "socks://h"]) != nil)
        #expect(ProxyNotice.words(for: "http://h:80", ["http_proxy": "x"]) != nil)
    }

    @Test(
        "is not told of where it is not",
        arguments: [
            [:], ["HTTPS_PROXY": ""], ["HTTP_PROXY": "x"],
            ["HTTPS_PROXY": "x", "NO_PROXY": "other, .example.com"],
            ["HTTPS_PROXY": "x", "no_proxy": "*"],
        ] as [[String: String]]
    )
    func untold(_ environment: [String: String]) {
        #expect(ProxyNotice.words(for: target, environment) == nil)
        #expect(ProxyNotice.words(for: "http://127.0.0.1:8", ["http_proxy": "x"]) == nil)
        #expect(ProxyNotice.words(for: "http://[::1]:8", ["http_proxy": "x"]) == nil)
    }
}
