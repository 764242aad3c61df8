"""What people keep of a run, read without regard to file names and to how outputs are divided.

`RunResults(WINNOW, FOLDER)` has the ledger's rows, the texts, the tokens with their masks and the trained
tokenizers; `differences(A, B)` counts what is not the same in two runs, by kind.
"""
import collections
import json
import os
import re
import struct
import subprocess

# What may differ between builds: names that a program makes up, and counts that follow from them.
SPELLING = ("id", "ordinal", "place", "offset", "duplicate_of")
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
NOT_OUTPUTS = ("ledger", "done", "work")


def content(paths):
    """The decompressed bytes of files, one after another."""
    parts = []
    for path in paths:
        if path.endswith((".zst", ".gz")):
            parts.append(subprocess.run(
                ["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout)
        else:
            with open(path, "rb") as file:
                parts.append(file.read())
    return b"".join(parts)


def in_order(paths):
    """Files by the numbers in their names: a task's tenth part comes after its ninth."""
    return sorted(paths, key=lambda path: ([int(n) for n in re.findall(r"\d+", path)], path))


def files_below(folder):
    for path, folders, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(path, name), folder)


def numbers(format, data, count, start):
    return struct.unpack_from("<%d%s" % (count, format), data, start)


class Tokens:
    """The tokens of one writer: their bytes, each document's share of them, the loss mask."""

    def __init__(self):
        self.width = 0
        self.tokens, self.mask, self.lengths = [], [], []

    def add(self, width, tokens, lengths, mask=b""):
        self.width = max(self.width, width)
        self.tokens.append(tokens)
        self.lengths.extend(lengths)
        self.mask.append(mask)

    def whole(self):
        self.tokens, self.mask = b"".join(self.tokens), b"".join(self.mask)
        return self

    @property
    def count(self):
        return sum(self.lengths)


def lengths(ends):
    return [end - start for start, end in zip((0, *ends), ends)]


def read_winnow(path, tokens):
    base = path.removesuffix(".index.zst")
    index = content([path])
    width, documents = (numbers("Q", index, 1, at)[0] for at in (16, 32))
    has_mask = numbers("I", index, 1, 48)[0]
    mask = content([base + ".mask.zst"]) if has_mask else b""
    ends = numbers("Q", index, documents, 160)
    tokens.add(width, content([base + ".tokens.zst"]), lengths(ends), mask)


def read_megatron(path, tokens):
    index = content([path])
    width = {8: 2, 4: 4}[index[17]]
    documents = numbers("Q", index, 1, 18)[0]
    sizes = numbers("i", index, documents, 34)
    tokens.add(width, content([path.removesuffix(".idx") + ".bin"]), sizes)


def read_datatrove(path, tokens):
    ends = content([path + ".index"])
    ends = numbers("Q", ends, len(ends) // 8, 0)
    data = content([path])
    loss = path + ".loss"
    mask = content([loss]) if os.path.exists(loss) else b""
    tokens.add(len(data) // max(1, ends[-1] if ends else 1), data, lengths(ends), mask)


def mds_elements(value):
    """An array's elements after its shape, which has one dimension."""
    return value[1 + (1 << (value[0] & 3)):]


def read_mds(path, tokens):
    data = content([path])
    samples = numbers("I", data, 1, 0)[0]
    offsets = numbers("I", data, samples + 1, 4)
    columns = json.loads(data[8 + 4 * samples:offsets[0]])
    names, encodings = columns["column_names"], columns["column_encodings"]
    width = 2 if encodings[names.index("tokens")] == "ndarray:uint16" else 4
    for offset in offsets[:-1]:
        place, values = offset + 4 * len(names), {}
        for name, size in zip(names, numbers("I", data, len(names), offset)):
            values[name] = data[place:place + size]
            place += size
        found = mds_elements(values["tokens"])
        mask = mds_elements(values["mask"]) if "mask" in values else b""
        tokens.add(width, found, [len(found) // width], mask)


def read_bin(path, tokens):
    base = path.removesuffix(".facts.json")
    data = content([base + ".bin"])
    ends = content([base + ".ends"])
    ends = numbers("Q", ends, len(ends) // 8, 0)
    mask = content([base + ".mask"]) if os.path.exists(base + ".mask") else b""
    tokens.add(len(data) // max(1, ends[-1] if ends else 1), data, lengths(ends), mask)


READERS = {
    ".facts.json": read_bin,
    ".index.zst": read_winnow, ".idx": read_megatron, ".ds": read_datatrove, ".mds": read_mds}


class RunResults:
    def __init__(self, winnow, folder):
        self.texts, self.tokens, self.tokenizers = {}, {}, {}
        outputs = collections.defaultdict(list)
        for path in files_below(folder):
            parts = path.split(os.sep)
            if len(parts) > 1 and parts[0] not in NOT_OUTPUTS:
                outputs[parts[0]].append(path)
        for output, paths in outputs.items():
            self._take(folder, output, in_order(paths))
        ledger = subprocess.run([winnow, "ledger", folder], check=True, stdout=subprocess.PIPE)
        self.rows = [json.loads(line) for line in ledger.stdout.splitlines()]

    def _take(self, folder, output, paths):
        for name in TOKENIZER_FILES:
            if os.path.join(output, name) in paths:
                path = os.path.join(output, name)
                self.tokenizers[path] = content([os.path.join(folder, path)])
        lines = [path for path in paths if re.search(r"\.jsonl(\.zst|\.gz)?$", path)]
        if lines:
            self.texts[output] = content(os.path.join(folder, path) for path in lines).split(b"\n")
        for ending, read in READERS.items():
            shards = [path for path in paths if path.endswith(ending)]
            for path in shards:
                read(os.path.join(folder, path), self.tokens.setdefault(output, Tokens()))
        if output in self.tokens:
            self.tokens[output].whole()

    @property
    def kept(self):
        return sum(row["fate"] == "kept" for row in self.rows)

    @property
    def token_count(self):
        return max((tokens.count for tokens in self.tokens.values()), default=0)


class Differences:
    """How many things differ, by kind, with an example of each."""

    def __init__(self):
        self.counts = collections.Counter()
        self.examples = {}

    def add(self, kind, example="", count=1):
        self.counts[kind] += count
        self.examples.setdefault(kind, example)

    def __bool__(self):
        return bool(self.counts)

    def __str__(self):
        return ", ".join("%s %d" % pair for pair in self.counts.most_common()) or "same"


def shortened(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "..."


def unlike(place, a, b):
    return "%s: %s, then %s" % (place, shortened(a), shortened(b))


def differences(a, b, with_ids=False):
    """What is not the same in two runs; `with_ids` compares the names of documents too."""
    found = Differences()
    compare_ledgers(a.rows, b.rows, found, with_ids)
    compare_keys("outputs", a.texts.keys() | a.tokens.keys(), b.texts.keys() | b.tokens.keys(), found)
    compare_keys("tokenizers", a.tokenizers.keys(), b.tokenizers.keys(), found)
    for output in a.texts.keys() & b.texts.keys():
        compare_texts(output, a.texts[output], b.texts[output], found, with_ids)
    for output in a.tokens.keys() & b.tokens.keys():
        compare_tokens(output, a.tokens[output], b.tokens[output], found)
    for path in a.tokenizers.keys() & b.tokenizers.keys():
        if a.tokenizers[path] != b.tokenizers[path]:
            found.add("tokenizer", path)
    return found


def compare_keys(kind, a, b, found):
    for name in sorted(set(a) ^ set(b)):
        found.add(kind, "%s is in one only" % name)


def record_place(row):
    return "%s byte %s" % (row["source"], row["offset"])


def compare_ledgers(a, b, found, with_ids):
    if a and b:
        columns = [[name for name in row if name not in SPELLING] for row in (a[0], b[0])]
        compare_keys("columns", *columns, found)
        if a[0].keys() == b[0].keys() and list(a[0]) != list(b[0]):
            found.add("column order", ", ".join(list(b[0])))
    pairs = paired(a, b, found)
    for one, other in pairs:
        for name in one.keys() & other.keys():
            if one[name] != other[name] and (with_ids or name not in SPELLING):
                found.add(name, unlike(record_place(one), one[name], other[name]))
    if not with_ids:
        compare_duplicates(pairs, places(a), places(b), found)


def keyed(rows):
    """Rows by source and by how many of its records come before, in the input's order."""
    seen, result = collections.Counter(), {}
    for row in rows:
        result[row["source"], seen[row["source"]]] = row
        seen[row["source"]] += 1
    return result


def paired(a, b, found):
    """The rows of the same records."""
    a, b = keyed(a), keyed(b)
    for key in a.keys() ^ b.keys():
        found.add("rows", "%s record %s is in one only" % key)
    common = [key for key in a if key in b]
    if common != [key for key in b if key in a]:
        found.add("row order", "the same records in another order")
    return [(a[key], b[key]) for key in common]


def places(rows):
    """Where the records of each id stand."""
    found = collections.defaultdict(list)
    for place, row in keyed(rows).items():
        found[row["id"]].append(place)
    return found


def compare_duplicates(pairs, places, other_places, found):
    """Whether `duplicate_of` points to the same record, whatever that is called."""
    for one, other in pairs:
        names = one["duplicate_of"], other["duplicate_of"]
        if names == (None, None):
            continue
        first = places.get(names[0], [names[0]])
        second = other_places.get(names[1], [names[1]])
        if not set(first) & set(second):
            found.add("duplicate_of", unlike(record_place(one), first, second))


def fields(line, with_ids):
    """A line's members in order, numbers as they are spelt, without the document's id."""
    pairs = json.loads(line, object_pairs_hook=tuple, parse_float=str, parse_int=str)
    return pairs if with_ids else [pair for pair in pairs if pair[0] != "id"]


def compare_texts(output, a, b, found, with_ids):
    if len(a) != len(b):
        found.add("texts", "%s: %d and %d lines" % (output, len(a) - 1, len(b) - 1))
    for number, (one, other) in enumerate(zip(a, b)):
        if one == other or not one or not other:
            continue
        one, other = fields(one, with_ids), fields(other, with_ids)
        if one != other:
            pair = next(((x, y) for x, y in zip(one, other) if x != y), (len(one), len(other)))
            found.add("texts", unlike("%s line %d" % (output, number + 1), *pair))


def compare_tokens(output, a, b, found):
    if a.width != b.width or len(a.lengths) != len(b.lengths):
        found.add("tokens", unlike(
            output + ": width and documents", (a.width, len(a.lengths)), (b.width, len(b.lengths))))
        return
    if a.lengths == b.lengths and a.tokens == b.tokens and a.mask == b.mask:
        return
    at, other_at = 0, 0
    for number, (length, other) in enumerate(zip(a.lengths, b.lengths)):
        for kind, scale, one, two in (("tokens", a.width, a.tokens, b.tokens),
                                      ("mask", 1, a.mask, b.mask)):
            first = one[at * scale:(at + length) * scale]
            second = two[other_at * scale:(other_at + other) * scale]
            if first != second:
                found.add(kind, "%s document %d" % (output, number))
        at, other_at = at + length, other_at + other
