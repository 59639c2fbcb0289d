/// The part of the `yeeuu` table that is written in Lua: what waits, and what calls functions.
///
/// Its frames are in no traceback, and errors point at the script's own lines.
enum Prelude {
    /// Name and text, in the order in which they are run.
    static let chunks: [(name: String, source: String)] = [
        ("each", PreludeEach.source), ("doors", PreludeDoors.source),
        ("passwords", PreludePasswords.source), ("grants", PreludeGrants.source),
        ("holders", PreludeHolders.source), ("names", PreludeNames.source),
    ]
}
