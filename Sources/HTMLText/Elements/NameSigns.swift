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

/// What an element's names say: the signs in them, and a hash that tells equal classes.
struct ElementNames {
    var signs: NameSigns = []
    /// 0 where there is no class.
    var classHash: UInt16 = 0
    /// The same without what tells apart the members of one group: `odd`, `first`, `post-1234`.
    var groupHash: UInt16 = 0
    /// What they say of the text inside, in parts of ``Lexicon/one``.
    var weight: Int16 = 0
}
