"""Winnow beside its peers in one run: quality, and megabytes of HTML per CPU second.

swift build -c release
python3 -m venv venv && venv/bin/pip install -U pip
venv/bin/pip install -r Tests/Benchmarks/html/requirements-html.txt \\
    -r Tests/Generators/html/requirements-train.txt
venv/bin/python Tests/Benchmarks/html/compare.py [--rounds N] [--speed | --quality]

Quality: winnow's models are cross-validated by site, so no page is scored by a model that saw it
or its site; the shipped model is made in the same way from all of them. Speed: user and system
seconds of one thread, rounds in turn, medians; winnow and libxml2 as whole processes with their
start, peers inside Python without theirs. Bare libxml2 parses by SAX with empty handlers.
"""
import argparse
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

import pages
import peers

ROOT = pages.ROOT
sys.path.insert(0, str(ROOT / "Tests" / "Generators" / "html"))
FAVORS = ("balanced", "precision", "recall")
SLOW = ("trafilatura", "trafilatura-fast", "readability-lxml", "justext")


KINDS = ("article", "documentation", "service", "forum", "collection", "listing", "product")


def row(name, sets, results):
    cells = []
    for kind, result in zip(sets, results):
        if kind == "wcxb":
            cells += [f"{result[key]:.3f}" for key in ("f1", *KINDS)]
        else:
            cells.append(
                f"{result['f1']:.4f} (P {result['precision']:.3f} R {result['recall']:.3f})")
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def quality(lab, folder):
    import train

    titles = [*list(pages.SETS), *KINDS]
    print("| F1 | " + " | ".join(titles) + " |")
    print("|---" * (len(titles) + 1) + "|")
    columns = train.Columns(lab)
    sets, words = train.load(lab, folder, columns)
    train.cross_validate(lab, folder, sets, words, columns, 5, "", FAVORS)
    for favor in FAVORS:
        row(
            f"winnow, {favor}", sets,
            [
                pages.score(name, rows, [r["outputs"][favor] for r in rows])
                for name, rows in sets.items()
            ],
        )
    for name, make in peers.PEERS.items():
        extract = make()
        row(
            name, sets,
            [
                pages.score(kind, rows, peers.extract_all(extract, rows)[0])
                for kind, rows in sets.items()
            ],
        )


def child_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(winnow, lab, folder, rounds):
    import train

    rows = [row for name in pages.SETS for row in pages.load(name)]
    size = sum(len(row["bytes"]) for row in rows) / 1e6
    train.write_pages(folder / "all", rows)
    (folder / "pages").mkdir()
    for index, page in enumerate(rows):
        (folder / "pages" / f"{index:05}.html").write_bytes(page["bytes"])
    print(f"\n{len(rows)} pages, {size:.1f} MB")
    children = {
        "winnow extract": [winnow, "extract", "--jsonl", folder / "pages"],
        "bare libxml2, SAX": [lab, "parse", folder / "all", "1"],
    }
    figures = {name: [] for name in (*children, "resiliparse")}
    for _ in range(rounds):
        for name, command in children.items():
            figures[name].append(size / child_seconds(command))
        figures["resiliparse"].append(size / peers.extract_all(peers.resiliparse, rows)[1])
    for name in SLOW:
        figures[name] = [size / peers.extract_all(peers.PEERS[name](), rows)[1]]
    ours = statistics.median(figures["winnow extract"])
    for name, found in figures.items():
        middle = statistics.median(found)
        print(f"{name:20} {middle:7.1f} MB/CPU-s   winnow is {ours / middle:5.2f} times as fast")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", default=ROOT / ".build" / "release" / "html-lab")
    parser.add_argument("--winnow", default=ROOT / ".build" / "release" / "winnow")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--quality", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if not arguments.speed:
            quality(arguments.lab, folder)
        if not arguments.quality:
            speed(arguments.winnow, arguments.lab, folder, arguments.rounds)


if __name__ == "__main__":
    main()
