// Matching one path component against a wildcard pattern.

/// Whether `name` matches `pattern` as a whole: `*` any bytes, `?` one byte, `[a-z]`, `[!a]` a
/// class. A leading dot must be matched by a dot. An unclosed `[` stands for itself.
///
/// Linear in practice: on a mismatch only the last `*` is tried one byte further.
func glob(_ pattern: [UInt8], matches name: [UInt8]) -> Bool {
    let dot = UInt8(ascii: ".")
    if name.first == dot && pattern.first != dot { return false }
    var p = 0
    var n = 0
    var star: (p: Int, n: Int)?
    while n < name.count {
        if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
            star = (p, n)
            p += 1
        } else if p < pattern.count, let next = matchOne(pattern, at: p, name[n]) {
            p = next
            n += 1
        } else if let last = star {
            star = (last.p, last.n + 1)
            p = last.p + 1
            n = last.n + 1
        } else {
            return false
        }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
}

/// The position after the pattern's element at `p` when it matches `byte`.
private func matchOne(_ pattern: [UInt8], at p: Int, _ byte: UInt8) -> Int? {
    switch pattern[p] {
    case UInt8(ascii: "?"): return p + 1
    case UInt8(ascii: "["):
        guard let end = classEnd(pattern, from: p) else { fallthrough }
        return classContains(pattern[(p + 1)..<end], byte) ? end + 1 : nil
    default: return pattern[p] == byte ? p + 1 : nil
    }
}

/// The position of the `]` that closes the class at `p`; one right after the start is a member.
private func classEnd(_ pattern: [UInt8], from p: Int) -> Int? {
    let negated = p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: "!")
    let first = p + (negated ? 2 : 1)
    guard first < pattern.count else { return nil }
    return pattern[(first + 1)...].firstIndex(of: UInt8(ascii: "]"))
}

private func classContains(_ body: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    let negated = body.first == UInt8(ascii: "!")
    let members = negated ? body.dropFirst() : body
    var index = members.startIndex
    var isMember = false
    while index < members.endIndex {
        if index + 2 < members.endIndex, members[index + 1] == UInt8(ascii: "-") {
            isMember = isMember || (members[index] <= byte && byte <= members[index + 2])
            index += 3
        } else {
            isMember = isMember || members[index] == byte
            index += 1
        }
    }
    return isMember != negated
}
