import Glibc

/// A folder that goes away with its value.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/sandbox-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct Failure: Error {}

    deinit {
        for name in ["sandbox.sqlite", "sandbox.sqlite-wal", "sandbox.sqlite-shm"] {
            unsafe unlink(path + "/" + name)
        }
        unsafe rmdir(path)
    }
}
