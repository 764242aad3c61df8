"""The block model's features, in the order in which `FeatureWriter` writes them.

A model from few pages takes chance for a rule. Where it is plain which way a feature points, trees
may only follow it that way: more links around a block never speak for it.
"""
HINTS = """article content body text paragraph post main richText quote summary title contents
    recipe question comment reply navigation menu breadcrumb sidebar widget footer header brand
    related teaser latest neighbour share advert author date meta tags caption media popup notice
    signup form button icon screenReader hiddenWord card list column place product user legal count
    link statedBody mainRole sideRole hidden unspoken""".split()
TAGS = """article main section aside nav header footer form table list figure blockquote control
    unseen heading code""".split()
TELLING = "legal social more credit discussion account date person call trade".split()
SUMS = "characters linkShare proseShare blocks meanLength pageShare pageProse children".split()
NEAR = "characters linkShare rank sibling".split()
NAMES = [
    *"""characters words linkShare commas sentenceEnds wordLength capitalised digits separators
    links strong last first headingLevel rank repeats titleWords titleShare summaryWords
    statedWords shortWords images breaks emphasis addresses firstTelling""".split(),
    *(f"telling.{kind}" for kind in TELLING),
    "depth", *(f"hint.{hint}" for hint in HINTS), *(f"tag.{tag}" for tag in TAGS),
    *(f"container{level}.{sum}" for level in range(5) for sum in SUMS),
    *"""place index fromEnd placeInText placeInProse sinceHeading sinceFirstHeading headingOver
    heading.more heading.discussion heading.account fromTitle fromLargest""".split(),
    *(f"near{offset:+}.{name}" for offset in (-3, -2, -1, 1, 2, 3) for name in NEAR),
    "imagesAfter", "proseBefore", "proseAfter",
    *"""fate fateBefore fateAfter keptBefore keptAfter fromFirst toLast readBefore readAfter
    readPlace levels bestScore bestShare sideHints siblingScore lowestWeight highestWeight
    weight boxLinks boxCommas boxImages boxLength""".split(),
    *"style.blocks style.meanLength style.linkShare style.proseShare style.kept".split(),
    *"""page.characters page.blocks page.proseShare page.linkShare page.topShare page.topLinks
    page.topProse page.topScore page.articles page.retries page.readLength page.readShare
    page.secondScore""".split(),
]
RISING = """fate fateBefore fateAfter keptBefore keptAfter levels siblingScore lowestWeight
    highestWeight weight statedWords style.kept hint.statedBody""".split()
FALLING = """linkShare repeats hint.comment hint.navigation hint.sidebar hint.related hint.teaser
    hint.share hint.advert hint.popup hint.signup hint.sideRole hint.hidden tag.aside tag.nav
    tag.footer""".split()


def trends():
    """For each feature 1 where it may only raise the score, -1 where only lower it, else 0."""
    assert set(RISING + FALLING) <= set(NAMES)
    return [(name in RISING) - (name in FALLING) for name in NAMES]
