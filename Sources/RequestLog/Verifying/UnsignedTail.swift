/// The entries that no signed head vouches for yet.
struct UnsignedTail {
    let paths: LogPaths
    /// Their first one, and the one behind their last.
    let first: Int
    let end: Int
    /// Where the first one begins.
    let place: EntryPass.Place

    /// The first entry of the first group that has not its code, and where it begins; nil when all have.
    func firstUnproven(_ mac: LogMAC) throws(SystemFailure) -> (Int, EntryPass.Place)? {
        var index = first
        var start = (index: first, place: place)
        var group = LogMAC.Group(mac)
        for segment in try paths.segments() where segment >= place.segment && index < end {
            var offset = segment == place.segment ? place.offset : 0
            if segment != place.segment, start.index == index {
                start.place = EntryPass.Place(segment: segment, offset: 0)
            }
            var source = try LineSource(paths.segment(segment), from: offset)
            while index < end, let bytes = try source.next() {
                var from = 0
                while index < end, let feed = ByteSearch.lineFeed(in: bytes, from: from) {
                    let line = bytes.span.extracting(from..<feed)
                    let digits = LogHeader(line)?.macDigits
                    offset += feed + 1 - from
                    from = feed + 1
                    index += 1
                    switch group.take(line, digits: digits) {
                    case nil: continue
                    case false: return start
                    default:
                        group = LogMAC.Group(mac)
                        start = (index, EntryPass.Place(segment: segment, offset: offset))
                    }
                }
            }
        }
        return start.index < end ? start : nil
    }
}
