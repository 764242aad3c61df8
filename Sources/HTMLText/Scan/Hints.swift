// What an element's class, id, role and other attributes say about its contents.

/// A set of statements about an element. Those up to ``wordGroups`` are made by words in its class
/// and id (see `HintWords`); the others are read from attributes with a fixed meaning.
struct Hints: OptionSet, Hashable {
    var rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(_ bit: Int) { rawValue = 1 << UInt64(bit) }

    // Words for the text itself.
    static let article = Hints(0)
    static let content = Hints(1)
    static let body = Hints(2)
    static let text = Hints(3)
    static let paragraph = Hints(4)
    static let post = Hints(5)
    static let main = Hints(6)
    static let richText = Hints(7)
    static let quote = Hints(8)
    static let summary = Hints(9)
    static let title = Hints(10)
    static let contents = Hints(11)
    static let recipe = Hints(12)
    static let question = Hints(13)
    // Words for what stands around it.
    static let comment = Hints(14)
    static let reply = Hints(15)
    static let navigation = Hints(16)
    static let menu = Hints(17)
    static let breadcrumb = Hints(18)
    static let sidebar = Hints(19)
    static let widget = Hints(20)
    static let footer = Hints(21)
    static let header = Hints(22)
    static let brand = Hints(23)
    static let related = Hints(24)
    static let teaser = Hints(25)
    static let latest = Hints(26)
    static let neighbour = Hints(27)
    static let share = Hints(28)
    static let advert = Hints(29)
    static let author = Hints(30)
    static let date = Hints(31)
    static let meta = Hints(32)
    static let tags = Hints(33)
    static let caption = Hints(34)
    static let media = Hints(35)
    static let popup = Hints(36)
    static let notice = Hints(37)
    static let signup = Hints(38)
    static let form = Hints(39)
    static let button = Hints(40)
    static let icon = Hints(41)
    static let screenReader = Hints(42)
    static let hiddenWord = Hints(43)
    static let card = Hints(44)
    static let list = Hints(45)
    static let column = Hints(46)
    static let place = Hints(47)
    static let product = Hints(48)
    static let user = Hints(49)
    static let legal = Hints(50)
    static let count = Hints(51)
    static let link = Hints(52)

    /// The number of groups above, from bit 0.
    static let wordGroups = 53

    /// `itemprop="articleBody"` and its like: the page says that this is the text.
    static let statedBody = Hints(53)
    /// `role="main"`.
    static let mainRole = Hints(54)
    /// Roles that aren't content: navigation, banner, search, dialog, complementary, …
    static let sideRole = Hints(55)
    /// `hidden`, `display: none`, `visibility: hidden`.
    static let hidden = Hints(56)
    /// `aria-hidden="true"`: seen, but not read out.
    static let unspoken = Hints(57)

    /// All statements that are features of a block.
    static let featureCount = 58

    /// A formula's rendering, which says again what its source says.
    static let renderedMath = Hints(58)

    /// What isn't an article.
    static let side: Hints = [
        .comment, .reply, .navigation, .menu, .breadcrumb, .sidebar, .footer, .related, .teaser,
        .share, .advert, .popup, .notice, .sideRole, .hidden, .signup, .hiddenWord,
        .screenReader,
    ]
}
