"""Trains the block model and writes Sources/HTMLText/Choose/BlockModelTable.swift.

swift build -c release --product html-lab
python3 -m venv venv && venv/bin/pip install -r Tests/Generators/html/requirements-train.txt \\
    -r Tests/Benchmarks/html/requirements-html.txt
venv/bin/python Tests/Generators/html/train.py --check     # cross-validates, writes nothing
venv/bin/python Tests/Generators/html/train.py --write     # trains on everything

Cross-validation is by site: the pages of one site are always in one part, and no page is
extracted with a model that saw its site. It runs the real program over every page.

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
import pages  # noqa: E402
import peers  # noqa: E402

ROOT = pages.ROOT
TABLE = ROOT / "Sources" / "HTMLText" / "Choose" / "BlockModelTable.swift"
DEPTH = 5
ONE = 2048
TREES = 100
SEEDS = (1, 2)
PARAMETERS = dict(
    objective="binary", learning_rate=0.1, num_leaves=16, max_depth=DEPTH, min_data_in_leaf=30,
    feature_fraction=0.2, bagging_fraction=0.8, bagging_freq=1, lambda_l2=5.0, verbose=-1,
    max_bin=31, num_threads=1, deterministic=True, force_row_wise=True)
TEACHERS = ("trafilatura", "readability-lxml")
# What a page of each set weighs; the snippets say less about a page than a whole text does.
WEIGHTS = dict(article=400, readability=400, snippets=50)


def run_lab(lab, *arguments, **environment):
    subprocess.run([lab, *arguments], check=True, env=environment or None)


def feature_names(lab):
    """The features' names, in the order of the columns of a page's matrix."""
    output = subprocess.run([lab, "features"], check=True, capture_output=True, text=True).stdout
    return output.split()


def write_pages(path, rows):
    with open(path, "wb") as file:
        for row in rows:
            file.write(struct.pack("<I", len(row["bytes"])) + row["bytes"])


def read_blocks(path, rows, width):
    """Adds to each row its feature matrix, of `width` columns, and its blocks' texts."""
    data, at = path.read_bytes(), 0
    for row in rows:
        count = struct.unpack_from("<I", data, at)[0]
        at += 4
        matrix = numpy.frombuffer(data, dtype="<i2", count=count * width, offset=at)
        row["features"] = matrix.reshape(count, width)
        at += count * width * 2
        row["texts"], at = read_texts(data, at, count)


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


def load(lab, folder, names):
    sets = {name: pages.load(name) for name in pages.SETS}
    for name, rows in sets.items():
        write_pages(folder / name, rows)
        run_lab(lab, "blocks", folder / name, folder / "blocks")
        read_blocks(folder / "blocks", rows, len(names))
        outputs = teach(rows) if name == "snippets" else [None] * len(rows)
        for row, teachers in zip(rows, outputs):
            row["set"] = name
            row["labels"], row["weights"] = labels.labels(row, teachers)
    return sets


def teach(rows):
    """The texts that the two teachers extract from each page."""
    return list(zip(*(peers.extract_all(peers.PEERS[name](), rows)[0] for name in TEACHERS)))


def fit(rows, names):
    used = [row["weights"] > 0 for row in rows]
    values = numpy.vstack([row["features"][use] for row, use in zip(rows, used)])
    target = numpy.concatenate([row["labels"][use] for row, use in zip(rows, used)])
    weights = numpy.concatenate(
        [row["weights"][use] * WEIGHTS[row["set"]] for row, use in zip(rows, used)])
    data = lightgbm.Dataset(
        values.astype(numpy.float32), target, weight=weights, feature_name=names,
        free_raw_data=False)
    parameters = dict(PARAMETERS, monotone_constraints=features.trends(names))
    return [lightgbm.train(dict(parameters, seed=seed), data, TREES) for seed in SEEDS]


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


def table(models):
    """The mean of the models as lines of hexadecimal digits, one per tree."""
    lines = []
    for tree in (tree for model in models for tree in model.dump_model()["tree_info"]):
        splits, leaves = [None] * (2**DEPTH - 1), [0.0] * 2**DEPTH
        complete(tree["tree_structure"], 0, splits, leaves, 0)
        data = b"".join(struct.pack("<Bh", *split) for split in splits)
        scaled = [max(-32768, min(32767, round(leaf * ONE / len(models)))) for leaf in leaves]
        lines.append((data + struct.pack(f"<{len(leaves)}h", *scaled)).hex())
    return lines


def cross_validate(lab, folder, sets, names, parts, salt, favor):
    """Sets each row's text, every page extracted with a model that didn't see its site."""
    everything = [row for rows in sets.values() for row in rows]
    for index in range(parts):
        held = [row for row in everything if part(row, parts, salt) == index]
        seen = [row for row in everything if part(row, parts, salt) != index]
        model = fit(seen, names)
        (folder / "model").write_text("\n".join(table(model)))
        write_pages(folder / "held", held)
        run_lab(lab, "extract", folder / "held", folder / "texts", folder / "model", FAVOR=favor)
        texts, _ = read_texts((folder / "texts").read_bytes(), 0, len(held))
        for row, text in zip(held, texts):
            row["text"] = text


def check(lab, folder, sets, names, parts, repeats, favor):
    for repeat in range(repeats):
        cross_validate(lab, folder, sets, names, parts, str(repeat) if repeat else "", favor)
        report(sets)


def report(sets):
    for name, rows in sets.items():
        result = pages.score(name, rows, [row["text"] for row in rows])
        print(f"{name:12}" + " ".join(f"{key} {value:.4f}" for key, value in result.items()))
    sys.stdout.flush()


def write(sets, names):
    lines = table(fit([row for rows in sets.values() for row in rows], names))
    pieces = [piece for line in lines for piece in re.findall(".{1,92}", line)]
    TABLE.write_text(
        "// Generated by Tests/Generators/html/train.py: the block model's trees.\n\n"
        '/// Read by ``BlockModel/init(table:)``.\nlet blockModelTable: StaticString = """\n    '
        + "\n    ".join(pieces) + '\n    """\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", default=ROOT / ".build" / "release" / "html-lab")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--favor", default="balanced")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        names = feature_names(arguments.lab)
        sets = load(arguments.lab, folder, names)
        if arguments.check:
            check(
                arguments.lab, folder, sets, names, arguments.parts, arguments.repeats,
                arguments.favor)
        if arguments.write:
            write(sets, names)


if __name__ == "__main__":
    main()
