"""Labels for blocks: which of a page's blocks its gold text consists of."""
import bisect

import numpy

import pages

# A block that matches in many places is tried at the first of them only.
PLACES = 20


def labels(row, teachers):
    """One label per block, 1 for kept, and what the label weighs; 0 where nothing is known."""
    if row["set"] == "snippets":
        return from_snippets(row["texts"], row, *from_agreement(row["texts"], teachers))
    return from_text(row["texts"], row["gold_text"])


def from_agreement(texts, teachers):
    """What all teachers kept and what none of them did; the rest weighs nothing."""
    votes = numpy.array([[occurs(text, output) for text in texts]
                         for output in map(Output, teachers)], dtype=float)
    votes = votes.reshape(len(teachers), len(texts))
    sizes = numpy.array([len(pages.WORD.findall(text)) for text in texts], dtype=float)
    total = max(30, (sizes * votes[0]).sum()) if len(texts) else 30
    return votes[0], numpy.minimum((sizes + 1) / total, 0.5) * (votes.min(0) == votes.max(0))


class Output:
    """A teacher's text, ready to be asked what it holds."""

    def __init__(self, text):
        words = pages.WORD.findall(text)
        self.shingles = {tuple(words[i:i + 4]) for i in range(len(words) - 3)}
        self.joined = " " + " ".join(words) + " "


def occurs(text, output):
    words = pages.WORD.findall(text)
    if len(words) < 4:
        return " " + " ".join(words) + " " in output.joined
    found = sum(tuple(words[i:i + 4]) in output.shingles for i in range(len(words) - 3))
    return found * 2 > len(words) - 3


def from_snippets(texts, row, kept, weights):
    for index, text in enumerate(texts):
        wanted = sum(snippet in text for snippet in row["must_contain"])
        unwanted = sum(snippet in text for snippet in row["must_not_contain"])
        if wanted or unwanted:
            kept[index] = wanted > 0
            weights[index] = 0 if wanted and unwanted else wanted or unwanted
    return kept, weights


def from_text(texts, gold):
    """The heaviest chain of blocks that occur in the gold text in the page's order."""
    truth = pages.WORD.findall(gold)
    places = {}
    for index, word in enumerate(truth):
        places.setdefault(word, []).append(index)
    words = [pages.WORD.findall(text) for text in texts]
    kept = numpy.zeros(len(texts))
    for block in chain(words, truth, places):
        kept[block] = 1
    sizes = numpy.array([len(block) for block in words], dtype=float)
    return kept, numpy.minimum((sizes + 1) / (len(truth) + 20), 0.5)


def matches(block, truth, places):
    """Where a block stands in the truth, as (start, end, weight); long blocks may match in part."""
    size = len(block)
    starts = places.get(block[0], []) if block else []
    exact = [start for start in starts if truth[start:start + size] == block]
    if exact or size < 8:
        return [(start, start + size, size) for start in exact[:PLACES]]
    votes = {}
    for offset in range(size - 3):
        for start in places.get(block[offset], []):
            if truth[start:start + 4] == block[offset:offset + 4]:
                votes[start - offset] = votes.get(start - offset, 0) + 1
    if min(sum(votes.values()), size) < 0.5 * (size - 3):
        return []
    start = max(0, max(votes, key=votes.get))
    return [(start, min(len(truth), start + size), 0.9 * size)]


def chain(words, truth, places):
    """The blocks of the heaviest chain of matches that follow and don't overlap one another.

    `ends` and `best` hold the chains that no shorter one outweighs, by where they end.
    """
    ends, best = [0], [(0.0, None)]
    for index, block in enumerate(words):
        found = []
        for start, end, weight in matches(block, truth, places):
            before = best[bisect.bisect_right(ends, start) - 1]
            found.append((end, (before[0] + weight, (index, before[1]))))
        for end, link in found:
            insert(ends, best, end, link)
    link = best[-1][1]
    while link:
        yield link[0]
        link = link[1]


def insert(ends, best, end, link):
    at = bisect.bisect_right(ends, end)
    if best[at - 1][0] >= link[0]:
        return
    last = at
    while last < len(ends) and best[last][0] <= link[0]:
        last += 1
    ends[at:last], best[at:last] = [end], [link]
