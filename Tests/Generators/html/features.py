"""Which way a feature of a block may point. The features' names are the program's own.

A model from few pages takes chance for a rule. Where it is plain which way a feature points, trees
may only follow it that way: more links around a block never speak for it.
"""
RISING = """fate fateBefore fateAfter keptBefore keptAfter levels siblingScore lowestWeight
    highestWeight weight statedWords style.kept hint.statedBody names.own names.around""".split()
FALLING = """linkShare repeats hint.comment hint.navigation hint.sidebar hint.related hint.teaser
    hint.share hint.advert hint.popup hint.signup hint.sideRole hint.hidden tag.aside tag.nav
    tag.footer""".split()


def trends(names):
    """For each feature 1 where it may only raise the score, -1 where only lower it, else 0."""
    unknown = set(RISING + FALLING) - set(names)
    assert not unknown, f"no features: {sorted(unknown)}"
    return [(name in RISING) - (name in FALLING) for name in names]
