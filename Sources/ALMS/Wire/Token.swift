import Crypto

/// The signature of a request: SHA-1 of `timestamp + secret + nonstr`, hexadecimal.
///
/// It covers no parameter and no path: whoever sees one can forge any request while it is
/// accepted. So it goes over verified TLS or to loopback alone, and is written nowhere.
public enum Token {
    /// The token of one attempt.
    public static func make(_ stamp: Stamp, secret: String) -> String {
        let text = "\(stamp.timestamp)\(secret)\(stamp.nonstr)"
        return Hexadecimal.text(Insecure.SHA1.hash(data: Array(text.utf8)))
    }
}
