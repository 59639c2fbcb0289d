/// What a script does with passwords that Lua answers without a word, and wrongly.
extension ScriptWalk {
    /// Lua never calls anybody to compare a text with something else.
    mutating func compare(
        _ left: Meaning,
        _ name: String,
        _ right: Meaning,
        _ place: LuaPlace
    ) {
        guard left == .secret || right == .secret else { return }
        let isEquality = name == "==" || name == "~="
        if !isEquality {
            complain(place, "a secret has no order; write secret:equals(text)")
        } else if [left, right].contains(.text) || [left, right].contains(.number) {
            let words = "a secret is never == a text; write secret:equals(text)"
            neverTrue.append(complain(place, words))
        }
    }

    mutating func checkKey(_ key: Meaning, _ place: LuaPlace) {
        guard key == .secret else { return }
        complain(
            place,
            "a secret as a key finds no text and nothing that the script made; "
                + "yeeuu.grants{shared = true} finds what several people hold"
        )
    }
}
