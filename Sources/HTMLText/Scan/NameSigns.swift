// What Readability reads from the letters of an element's class and id.

/// Statements that need no whole word: `sidebarRight` and `x-sidebar` both hold `sidebar`.
struct NameSigns: OptionSet {
    var rawValue: UInt8

    /// The element is most likely not part of an article; and the words that clear it of that.
    static let unlikely = NameSigns(rawValue: 1 << 0)
    static let maybe = NameSigns(rawValue: 1 << 1)
    static let byline = NameSigns(rawValue: 1 << 2)
    static let share = NameSigns(rawValue: 1 << 3)
    /// Words that speak for and against the element, in the class; shifted by two, in the id.
    static let positiveClass = NameSigns(rawValue: 1 << 4)
    static let negativeClass = NameSigns(rawValue: 1 << 5)
    static let positiveID = NameSigns(rawValue: 1 << 6)
    static let negativeID = NameSigns(rawValue: 1 << 7)

    /// The signs of an id, found as those of a class.
    var ofID: NameSigns {
        let common = rawValue & 0x0F
        return NameSigns(rawValue: common | (rawValue & 0x30) << 2)
    }

    /// 25 for each name that speaks for the element, -25 for each that speaks against it.
    var weight: Int32 {
        var weight: Int32 = 0
        if contains(.positiveClass) { weight += 25 }
        if contains(.negativeClass) { weight -= 25 }
        if contains(.positiveID) { weight += 25 }
        if contains(.negativeID) { weight -= 25 }
        return weight
    }
}

/// Finds the signs in a name in one pass over its bytes, by an automaton of all parts at once.
struct NameSignTable: Sendable {
    /// The next state for each state and letter.
    private var next: [UInt16] = []
    private var signs: [NameSigns] = []
    private static let letters = 32

    init() {
        addState()
        for (sign, parts) in Self.parts {
            for part in parts.split(separator: " ") { insert(part, sign) }
        }
        link()
    }

    /// The signs in `bytes[range]`, without regard to case.
    func signs(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> NameSigns {
        next.withUnsafeBufferPointer { next in
            signs.withUnsafeBufferPointer { signs in
                var found: NameSigns = []
                var state = 0
                for at in range {
                    state = Int(next[state &* Self.letters &+ Self.letter(bytes[at])])
                    found.formUnion(signs[state])
                }
                return found
            }
        }
    }

    /// Letters are 1 to 26, a hyphen is 27, a 2 is 28, all else 0.
    @inline(__always)
    private static func letter(_ byte: UInt8) -> Int {
        if isASCIILetter(byte) { return Int((byte | 0x20) &- 0x60) }
        return byte == 0x2D ? 27 : byte == 0x32 ? 28 : 0
    }

    private mutating func addState() {
        next.append(contentsOf: repeatElement(0, count: Self.letters))
        signs.append([])
    }

    private mutating func insert(_ part: Substring, _ sign: NameSigns) {
        var state = 0
        for byte in part.utf8 {
            let slot = state * Self.letters + Self.letter(byte)
            if next[slot] == 0 {
                addState()
                next[slot] = UInt16(signs.count - 1)
            }
            state = Int(next[slot])
        }
        signs[state].formUnion(sign)
    }

    /// Gives every state the steps and signs of its longest proper suffix, nearest states first.
    private mutating func link() {
        var suffix = [Int](repeating: 0, count: signs.count)
        var queue = (0..<Self.letters).map { Int(next[$0]) }.filter { $0 > 0 }
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            signs[state].formUnion(signs[suffix[state]])
            for letter in 0..<Self.letters {
                let slot = state * Self.letters + letter
                let other = next[suffix[state] * Self.letters + letter]
                if next[slot] == 0 {
                    next[slot] = other
                } else {
                    suffix[Int(next[slot])] = Int(other)
                    queue.append(Int(next[slot]))
                }
            }
        }
    }

    private static let parts: [(NameSigns, String)] = [
        (
            .unlikely,
            """
            -ad- ad-break agegate ai2html banner breadcrumbs combx comment community cover-wrap \
            disqus extra footer gdpr header legends menu pager pagination popup related remark \
            replies rss shoutbox sidebar skyscraper social sponsor supplemental yom-remote
            """
        ),
        (.maybe, "and article body column content main mathjax shadow"),
        (.byline, "author byline dateline writtenby"),
        (.share, "share"),
        (.positiveClass, "article blog body content entry main page post story text"),
        (
            .negativeClass,
            """
            -ad- banner com- combx comment contact footer gdpr hidden masthead media meta outbrain \
            promo related scroll share shopping shoutbox sidebar skyscraper sponsor tags widget
            """
        ),
    ]
}

/// What an element's names say: the signs in them, and a hash that tells equal classes.
struct ElementNames {
    var signs: NameSigns = []
    /// 0 where there is no class.
    var classHash: UInt16 = 0
}
