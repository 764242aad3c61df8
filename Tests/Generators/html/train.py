"""Trains the models and writes Sources/HTMLText/Choose/BlockModelTable.swift.

swift build -c release --product html-lab
python3 -m venv venv && venv/bin/pip install -U pip
venv/bin/pip install -r Tests/Generators/html/requirements-train.txt \\
    -r Tests/Benchmarks/html/requirements-html.txt
venv/bin/python Tests/Generators/html/train.py --check     # cross-validates, writes nothing
venv/bin/python Tests/Generators/html/train.py --write     # trains on everything

Cross-validation is by site: the pages of one site are always in one part, and no page is
extracted with a model that saw its site. It runs the real program over every page.

The models stand on one another. Known words (lexicon.py) are weighed first; trees then tell the
kind of a page (article, forum, …) from the page's own row, and others score blocks, in the light of
the kind: those of pages that are hardly articles have trees of their own, to which the sets of
articles say less. In training, what one model says to the next comes from models that saw other
sites, as it will be where the program runs.

Pages of the snippet set have no full text. Where two public extractors agree about a block, the
block is labelled so; a snippet's own word goes before theirs. Nothing is scored by such labels.
"""
import argparse
import hashlib
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import urllib.parse

import lightgbm
import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Benchmarks" / "html"))
import features  # noqa: E402
import labels  # noqa: E402
import lexicon  # noqa: E402
import pages  # noqa: E402
import peers  # noqa: E402

ROOT = pages.ROOT
TABLE = ROOT / "Sources" / "HTMLText" / "Choose" / "BlockModelTable.swift"
DEPTH = 5
ONE = 2048
COMMON = dict(
    objective="binary", num_leaves=32, max_depth=DEPTH, min_data_in_leaf=30, bagging_fraction=0.8,
    bagging_freq=1, lambda_l2=5.0, verbose=-1, num_threads=1, deterministic=True,
    force_row_wise=True)
BLOCKS = dict(COMMON, learning_rate=0.07, feature_fraction=0.2, max_bin=31, seed=1)
BLOCK_TREES = 400
KINDS = dict(
    COMMON, objective="multiclass", learning_rate=0.08, num_leaves=8, max_depth=4,
    min_data_in_leaf=10, feature_fraction=0.3, max_bin=31, lambda_l2=3.0, seed=1)
KIND_TREES = 60
# Rows that weigh less than those of this quantile are drawn by their weight, and then weigh as much.
SAMPLED = 0.8
# The parts of the pages by which a model is tried on what it didn't see.
INNER = 4
TEACHERS = ("trafilatura", "readability-lxml")
# What a page of each set weighs; the snippets say less about a page than a whole text does.
WEIGHTS = dict(article=2400, readability=800, snippets=150, wcxb=200)
# The same for the trees of pages that are hardly articles, which most pages of the other sets are.
OTHERS = dict(article=360, readability=120, snippets=22.5, wcxb=200)
# And how much more the pages of kinds that are rare in the sets.
KIND_WEIGHTS = dict(forum=2, product=2)


def run_lab(lab, *arguments, **environment):
    subprocess.run([lab, *arguments], check=True, env=environment or None)


class Columns:
    """The names of the features, in the order of the columns, and of the kinds of pages."""

    def __init__(self, lab):
        output = subprocess.run(
            [lab, "features"], check=True, capture_output=True, text=True).stdout
        self.page, self.block, self.kinds = (part.split() for part in output.split("\n\n"))
        self.kind = self.block.index("kind." + self.kinds[0])
        self.names = self.block.index("names.own")
        self.words = self.page.index("words." + self.kinds[0])


def write_pages(path, rows):
    write_records(path, (row["bytes"] for row in rows))


def write_records(path, records):
    with open(path, "wb") as file:
        for record in records:
            file.write(struct.pack("<I", len(record)) + record)


def read_blocks(path, rows, columns):
    """Adds to each row its page's features, the blocks' matrix and texts, and the words."""
    data, at, width = path.read_bytes(), 0, len(columns.block)
    for row in rows:
        row["page"] = numpy.frombuffer(
            data, dtype="<i2", count=len(columns.page), offset=at).copy()
        at += 2 * len(columns.page)
        count = struct.unpack_from("<I", data, at)[0]
        at += 4
        matrix = numpy.frombuffer(data, dtype="<i2", count=count * width, offset=at)
        row["features"] = matrix.reshape(count, width).copy()
        at += count * width * 2
        row["texts"], at = read_texts(data, at, count)
        row["words"], at = read_numbers(data, at)
        count = struct.unpack_from("<I", data, at)[0]
        at += 4
        row["names"] = []
        for _ in range(count):
            names, at = read_numbers(data, at)
            row["names"].append(names)
        nodes, at = read_numbers(data, at)
        row["nodes"] = nodes.view("<i4").reshape(-1, 2)
        row["places"], at = read_numbers(data, at)
        row["places"] = row["places"].view("<i4")


def read_numbers(data, at):
    count = struct.unpack_from("<I", data, at)[0]
    return numpy.frombuffer(data, dtype="<u4", count=count, offset=at + 4), at + 4 + 4 * count


def read_texts(data, at, count):
    texts = []
    for _ in range(count):
        length = struct.unpack_from("<I", data, at)[0]
        texts.append(data[at + 4:at + 4 + length].decode("utf-8"))
        at += 4 + length
    return texts, at


def site(row):
    """The registrable part of the page's host, roughly; its id where no address is known."""
    if not row.get("url"):
        return row["id"]
    host = urllib.parse.urlparse(row["url"]).netloc
    return ".".join(host.split(".")[-2:])


def part(row, parts, salt):
    return int(hashlib.md5((salt + site(row)).encode()).hexdigest(), 16) % parts


def load(lab, folder, columns):
    sets = {name: pages.load(name) for name in pages.SETS}
    for name, rows in sets.items():
        write_pages(folder / name, rows)
        run_lab(lab, "blocks", folder / name, folder / "blocks")
        read_blocks(folder / "blocks", rows, columns)
        outputs = teach(rows) if name == "snippets" else [None] * len(rows)
        for row, teachers in zip(rows, outputs):
            row["set"] = name
            row["labels"], row["weights"] = labels.labels(row, teachers)
    rows = [row for rows in sets.values() for row in rows]
    return sets, lexicon.Words(rows, [site(row) for row in rows])


def teach(rows):
    """The texts that the two teachers extract from each page."""
    return list(zip(*(peers.extract_all(peers.PEERS[name](), rows)[0] for name in TEACHERS)))


class Models:
    """The models, trained on some of the pages."""

    def __init__(self, rows, words, columns):
        self.columns = columns
        known = lexicon.Known(words, rows)
        for held, seen in parts_of(rows, INNER, "words"):
            fit_words(known, seen, columns).write(held, columns)
        self.words = fit_words(known, rows, columns)
        for held, seen in parts_of(rows, INNER, "kinds"):
            set_kinds(held, fit_kinds(seen, columns), columns)
        self.kinds = fit_kinds(rows, columns)
        # Of articles Readability's view says more, and the sets agree less about names.
        self.blocks = fit_blocks(rows, columns, WEIGHTS, knows_names=False)
        self.others = fit_blocks(rows, columns, OTHERS, knows_names=True)

    def table(self):
        """The models as lines of hexadecimal digits, one per word or tree; a semicolon between
        models."""
        count = len(self.columns.kinds)
        parts = [self.words.lines(), lines(self.blocks), lines(self.others)]
        for kind in range(count):
            parts.append(lines(self.kinds, lambda index, kind=kind: index % count == kind))
        return "\n;\n".join("\n".join(part) for part in parts)


def fit_words(known, rows, columns):
    rows = [row for row in rows if len(row["texts"])]
    used, weights = draw(rows)
    return lexicon.Lexicon(known, rows, numpy.where(used, weights, 0), columns.kinds)


def fit_kinds(rows, columns):
    rows = [row for row in rows if "page_type" in row]
    values = numpy.array([row["page"] for row in rows], dtype=float)
    target = numpy.array([columns.kinds.index(row["page_type"]) for row in rows])
    data = lightgbm.Dataset(values, target, feature_name=columns.page)
    return lightgbm.train(dict(KINDS, num_class=len(columns.kinds)), data, KIND_TREES)


def set_kinds(rows, model, columns):
    """Writes into the rows what the program will find."""
    shares = model.predict(numpy.array([row["page"] for row in rows], dtype=float))
    for row, kinds in zip(rows, shares):
        end = columns.kind + len(kinds)
        row["features"][:, columns.kind:end] = numpy.round(100 * kinds)


def parts_of(rows, parts, salt):
    """For each part its rows and all others."""
    for index in range(parts):
        yield (
            [row for row in rows if part(row, parts, salt) == index],
            [row for row in rows if part(row, parts, salt) != index])


def weight(row, sets):
    return sets[row["set"]] * KIND_WEIGHTS.get(row.get("page_type"), 1)


def draw(rows, sets=WEIGHTS):
    """Which blocks are used, and what each weighs then: light ones are drawn by their weight."""
    weights = numpy.concatenate([row["weights"] * weight(row, sets) for row in rows])
    least = numpy.quantile(weights[weights > 0], SAMPLED)
    used = numpy.random.default_rng(1).random(len(weights)) < weights / least
    return used, numpy.maximum(weights, least)


def fit_blocks(rows, columns, sets, knows_names):
    """The trees for blocks; those that don't know names never ask what is known of their words."""
    rows = [row for row in rows if len(row["texts"])]
    used, weights = draw(rows, sets)
    cuts = numpy.cumsum([len(row["texts"]) for row in rows])[:-1]
    values = numpy.vstack([
        row["features"][use]
        for row, use in zip(rows, numpy.split(used, cuts))]).astype(numpy.float32)
    if not knows_names:
        values[:, columns.names:columns.names + 2] = 0
    target = numpy.concatenate([row["labels"] for row in rows])[used]
    data = lightgbm.Dataset(
        values, target, weight=weights[used], feature_name=columns.block,
        free_raw_data=False)
    parameters = dict(BLOCKS, monotone_constraints=features.trends(columns.block))
    return lightgbm.train(parameters, data, BLOCK_TREES)


def complete(node, depth, splits, leaves, index):
    """Writes a tree into the arrays of a complete one; missing splits always go left."""
    if depth == DEPTH:
        leaves[index - len(splits)] = node["leaf_value"]
        return
    if "leaf_value" in node:
        splits[index] = (0, 32767)
        left = right = node
    else:
        threshold = max(-32768, min(32767, int(numpy.floor(node["threshold"]))))
        splits[index] = (node["split_feature"], threshold)
        left, right = node["left_child"], node["right_child"]
    complete(left, depth + 1, splits, leaves, 2 * index + 1)
    complete(right, depth + 1, splits, leaves, 2 * index + 2)


def lines(model, is_wanted=lambda index: True):
    """A model as lines of hexadecimal digits, one per tree."""
    found = []
    for index, tree in enumerate(model.dump_model()["tree_info"]):
        if not is_wanted(index):
            continue
        splits, leaves = [None] * (2**DEPTH - 1), [0.0] * 2**DEPTH
        complete(tree["tree_structure"], 0, splits, leaves, 0)
        data = b"".join(struct.pack("<Hh", *split) for split in splits)
        scaled = [max(-32768, min(32767, round(leaf * ONE))) for leaf in leaves]
        found.append((data + struct.pack(f"<{len(leaves)}h", *scaled)).hex())
    return found


def cross_validate(lab, folder, sets, words, columns, parts, salt, favors):
    """Sets each row's texts, one for each way to favor, every page extracted with a model that
    didn't see its site."""
    everything = [row for rows in sets.values() for row in rows]
    for held, seen in parts_of(everything, parts, salt):
        (folder / "model").write_text(Models(seen, words, columns).table())
        write_pages(folder / "held", held)
        tell_kinds(lab, folder, held)
        for favor in favors:
            run_lab(
                lab, "extract", folder / "held", folder / "texts", folder / "model", FAVOR=favor)
            texts, _ = read_texts((folder / "texts").read_bytes(), 0, len(held))
            for row, text in zip(held, texts):
                row.setdefault("outputs", {})[favor] = text


def tell_kinds(lab, folder, held):
    told = subprocess.run(
        [lab, "kinds", folder / "held", folder / "model"], check=True, capture_output=True, text=True)
    for row, line in zip(held, told.stdout.splitlines()):
        kind, probability = line.split()
        row["told"] = (kind, float(probability))


def report_kinds(rows):
    """How often a page's kind is right, by the least probability that is asked for."""
    for name, some in (("pages", rows), ("small pages", [r for r in rows if len(r["gold_text"]) < 2000])):
        for least in (0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            told = [row for row in some if row["told"][1] >= least and row["told"][0] != "-"]
            right = sum(row["told"][0] == row["page_type"] for row in told)
            print(
                f"kind of {name}, from {least:.1f}: {len(told) / len(some):6.1%} are told, "
                f"{right / max(1, len(told)):6.1%} of them rightly")


def check(lab, folder, sets, words, columns, arguments):
    for repeat in range(arguments.repeats):
        salt = str(repeat) if repeat else ""
        cross_validate(
            lab, folder, sets, words, columns, arguments.parts, salt, arguments.favor)
        for favor in arguments.favor:
            print(favor)
            report(sets, favor)
        report_kinds(sets["wcxb"])


def report(sets, favor):
    for name, rows in sets.items():
        result = pages.score(name, rows, [row["outputs"][favor] for row in rows])
        print(f"{name:12}" + " ".join(f"{key} {value:.4f}" for key, value in result.items()))
    sys.stdout.flush()


def write(sets, words, columns):
    everything = [row for rows in sets.values() for row in rows]
    found = Models(everything, words, columns).table().split("\n")
    pieces = [piece for line in found for piece in re.findall(".{1,92}", line)]
    TABLE.write_text(
        "// Generated by Tests/Generators/html/train.py: the trees of the models.\n\n"
        '/// Read by ``BlockModel/init(table:)``.\nlet blockModelTable: StaticString = """\n    '
        + "\n    ".join(pieces) + '\n    """\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", default=ROOT / ".build" / "release" / "html-lab")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--favor", nargs="+", default=["balanced"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        columns = Columns(arguments.lab)
        sets, words = load(arguments.lab, folder, columns)
        if arguments.check:
            check(arguments.lab, folder, sets, words, columns, arguments)
        if arguments.write:
            write(sets, words, columns)


if __name__ == "__main__":
    main()
