"""Words whose weights are learned: see Sources/HTMLText/Lexicon.

A word is known that occurs on pages of enough sites. Two regularized logistic regressions weigh the
known words: one tells the blocks of the main text by the words in the names of the elements around
them, each step of the nesting an eighth less; the other tells the kind of a page by all its words.
"""
import collections

import numpy
from scipy import sparse
from sklearn.linear_model import LogisticRegression

# Pages of so many sites make a word known.
LEAST_SITES = 20
# Inverse strengths of regularization, and passes.
NAMES = dict(C=0.02, max_iter=60)
KINDS = dict(C=0.02, max_iter=100)
ONE, KIND_ONE = 256, 64
STEP = 7 / 8


class Words:
    """The words of all pages, flat. A names' record is what one element's class and id hold; nodes
    share records, and blocks stand in nodes."""

    def __init__(self, rows, sites):
        self.pages = [numpy.asarray(row.pop("words"), dtype=numpy.uint32) for row in rows]
        self.sites = numpy.unique(sites, return_inverse=True)[1]
        records, self.record, self.parent, self.place = [], [], [], []
        nodes = 0
        for row in rows:
            parents, numbers = row.pop("nodes").T
            self.record.append(numbers + len(records))
            self.parent.append(numpy.where(parents < 0, -1, parents + nodes))
            places = row.pop("places")
            self.place.append(numpy.where(places < 0, -1, places + nodes))
            records += row.pop("names")
            nodes += len(parents)
        self.record, self.parent, self.place = map(
            numpy.concatenate, (self.record, self.parent, self.place))
        self.ends = numpy.cumsum([0] + [len(record) for record in records])
        self.records = numpy.concatenate(records).astype(numpy.uint32)
        self.levels = self.find_levels()
        self.chains = self.find_chains(len(records))
        blocks = numpy.cumsum([0] + [len(row["texts"]) for row in rows])
        for index, row in enumerate(rows):
            row["index"], row["at"] = index, slice(blocks[index], blocks[index + 1])

    def find_levels(self):
        """The nodes by their depth."""
        levels, level = [], numpy.flatnonzero(self.parent < 0)
        children = numpy.argsort(self.parent, kind="stable")
        parents = self.parent[children]
        while len(level):
            levels.append(level)
            first = numpy.searchsorted(parents, level)
            last = numpy.searchsorted(parents, level, side="right")
            level = children[numpy.concatenate(
                [numpy.arange(a, b) for a, b in zip(first, last) if a < b] or [level[:0]])]
        return levels

    def find_chains(self, records):
        """Blocks by the records of the elements around them."""
        blocks, found, shares = [], [], []
        block, node, share = numpy.arange(len(self.place)), self.place, 1.0
        while True:
            inside = node >= 0
            block, node = block[inside], node[inside]
            if not len(node):
                break
            blocks.append(block)
            found.append(self.record[node])
            shares.append(numpy.full(len(node), share, dtype=numpy.float32))
            node, share = self.parent[node], share * STEP
        entries = (numpy.concatenate(shares), map(numpy.concatenate, (blocks, found)))
        return sparse.csr_matrix(
            (entries[0], tuple(entries[1])), shape=(len(self.place), records))

    def known(self, rows):
        """The words of enough sites, sorted."""
        sites = collections.defaultdict(list)
        for row in rows:
            sites[self.sites[row["index"]]].append(self.pages[row["index"]])
        words, counts = numpy.unique(
            numpy.concatenate([
                numpy.unique(numpy.concatenate(pages)) for pages in sites.values()]),
            return_counts=True)
        return words[counts >= LEAST_SITES]

    def record_matrix(self, known):
        """The known words in each record."""
        column = numpy.searchsorted(known, self.records)
        column[column == len(known)] = 0
        hit = known[column] == self.records
        ends = numpy.concatenate([[0], numpy.cumsum(hit)])[self.ends]
        return sparse.csr_matrix(
            (numpy.ones(hit.sum(), dtype=numpy.float32), column[hit], ends),
            shape=(len(self.ends) - 1, len(known)))

    def page_matrix(self, known):
        columns = [numpy.flatnonzero(numpy.isin(known, page)) for page in self.pages]
        ends = numpy.cumsum([0] + [len(page) for page in columns])
        return sparse.csr_matrix(
            (numpy.ones(ends[-1], dtype=numpy.float32), numpy.concatenate(columns), ends),
            shape=(len(self.pages), len(known)))


class Known:
    """The known words of some pages, and where all pages hold them."""

    def __init__(self, words, rows):
        self.words = words
        self.hashes = words.known(rows)
        self.records = words.record_matrix(self.hashes)
        self.pages = words.page_matrix(self.hashes)
        self.blocks = words.chains @ self.records


class Lexicon:
    """The weights of known words, learned from some pages."""

    def __init__(self, known, rows, weights, kinds):
        """`weights` holds those of the blocks of `rows`, 0 where a block isn't to be used."""
        self.known = known
        used = numpy.concatenate([
            numpy.arange(row["at"].start, row["at"].stop) for row in rows])[weights > 0]
        labels = numpy.concatenate([row["labels"] for row in rows])[weights > 0]
        weights = weights[weights > 0] / weights[weights > 0].mean()
        names = LogisticRegression(**NAMES).fit(known.blocks[used], labels, weights)
        self.names = rounded(names.coef_[0] * ONE, 32767)
        typed = [row for row in rows if "page_type" in row]
        pages = LogisticRegression(**KINDS).fit(
            known.pages[[row["index"] for row in typed]],
            [kinds.index(row["page_type"]) for row in typed])
        self.kinds = rounded(pages.coef_ * KIND_ONE, 127)

    def write(self, rows, columns):
        """Writes into the rows what the program will find."""
        own, around = self.weigh()
        words = self.known.words
        for row in rows:
            place = words.place[row["at"]]
            inside = place >= 0
            for column, values in ((columns.names, own), (columns.names + 1, around)):
                row["features"][:, column] = clipped(numpy.where(inside, values[place], 0))
            page = self.known.pages[row["index"]]
            row["page"][columns.words:columns.words + len(self.kinds)] = clipped(
                self.kinds @ page.toarray()[0].astype(int))

    def weigh(self):
        """For each node what its names say, and those of all around it."""
        words = self.known.words
        records = clipped(self.known.records.astype(numpy.int64) @ self.names)
        own = records[words.record].astype(numpy.int64)
        around = own.copy()
        for level in words.levels[1:]:
            around[level] += around[words.parent[level]] * 7 >> 3
        return own, around

    def lines(self):
        """For each word its hash, its weight in names, and those of the kinds; a few a line."""
        words = [
            (int(word).to_bytes(4, "little") + int(name).to_bytes(2, "little", signed=True)
             + kinds.astype(numpy.int8).tobytes()).hex()
            for word, name, kinds in zip(self.known.hashes, self.names, self.kinds.T)]
        return ["".join(words[at:at + 3]) for at in range(0, len(words), 3)]


def rounded(values, most):
    return numpy.rint(values).clip(-most, most).astype(numpy.int64)


def clipped(values):
    return numpy.clip(values, -32768, 32767).astype(numpy.int16)
