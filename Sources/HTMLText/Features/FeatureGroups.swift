// What the block model knows about each block, by name.

/// An enumeration whose cases name features that stand side by side in a row.
protocol FeatureGroup: RawRepresentable<UInt8>, CaseIterable {}

/// Of the block's own text.
enum TextFeature: UInt8, FeatureGroup {
    case characters, words
    /// Shares are in percent.
    case linkShare
    case commas, sentenceEnds
    /// Characters a word, in tenths.
    case wordLength
    case capitalised, digits, separators, links, strong
    /// What kind of character the text ends and begins with.
    case last, first
    case headingLevel
    /// The tag, by how likely it holds prose.
    case rank
    /// How often the text stands on the page.
    case repeats
    /// Words of the page's title, as a share of the block's and of the most that any block has.
    case titleWords, titleShare
    case summaryWords, statedWords, partWords, shortWords
    case images, breaks, emphasis, addresses
    /// The kind of furniture that the first word belongs to.
    case firstTelling
    /// Signs of currencies.
    case prices
}

extension TellingWord: FeatureGroup {}

extension Hint: FeatureGroup {}

/// Of a container around the block.
enum ContainerFeature: UInt8, FeatureGroup {
    case characters, linkShare, proseShare, blocks, meanLength, pageShare, pageProse, children
}

/// Where the block stands on the page.
enum PlaceFeature: UInt8, FeatureGroup {
    case place, index, fromEnd
    /// In thousandths of the page's text, and of its prose.
    case placeInText, placeInProse
    case sinceHeading, sinceFirstHeading, headingOver
    /// Words of furniture in the last heading.
    case headingMore, headingDiscussion, headingAccount
    /// Blocks since the one with the title, and since the largest.
    case fromTitle, fromLargest
}

/// Of a block a few places before or after.
enum NeighbourFeature: UInt8, FeatureGroup {
    case characters, linkShare, rank, sibling
}

/// Of the text before and after.
enum NearFeature: UInt8, FeatureGroup {
    case imagesAfter
    /// Characters of prose in the eight blocks before, and after.
    case proseBefore, proseAfter
}

/// What Readability makes of the block: see ``ReaderView``.
enum ReadingFeature: UInt8, FeatureGroup {
    case fate, fateBefore, fateAfter
    /// Blocks kept among the four before and after, and since the first and until the last kept.
    case keptBefore, keptAfter, fromFirst, toLast
    /// Characters kept up to here and from here on, and the first in thousandths of both.
    case readBefore, readAfter, readPlace
    /// How the block stands to the best element: 20 less the levels between, 0 outside.
    case levels
    case bestScore, bestShare, sideHints, siblingScore
    /// Of the names of the elements around.
    case lowestWeight, highestWeight
    /// Of the nearest element that cleaning may take out.
    case weight, boxLinks, boxCommas, boxImages, boxLength
}

/// Of the blocks of the same style.
enum StyleFeature: UInt8, FeatureGroup {
    case blocks, meanLength, linkShare, proseShare, kept
}

/// Of the page, the same for all its blocks; the "top" is Readability's best element.
enum PageFeature: UInt8, FeatureGroup {
    case characters, blocks, proseShare, linkShare, topShare, topLinks, topProse, topScore, articles
    case retries, readLength, readShare, secondScore
}

/// Of an element around a block that has siblings alike; -1 where there is none.
enum SiblingFeature: UInt8, FeatureGroup {
    case members, number, fromEnd
    /// Characters of the members, in the mean, and of this one.
    case meanLength, ownLength
    /// A member, in tenths.
    case blocks
    case linkShare, proseShare, pageShare
}

/// Of the names of the elements around the block, in parts of ``Lexicon/one``: the words that are known from many
/// sites say how likely text under them is the main text.
enum NamesFeature: UInt8, FeatureGroup {
    /// Of the block's element, and of all, each by a step of the nesting less.
    case own, around
}
