"""Runs other extractors over the benchmark pages: quality, and CPU seconds on one thread.

python3 -m venv venv && venv/bin/pip install -r Tests/Benchmarks/html/requirements-html.txt
venv/bin/python Tests/Benchmarks/html/peers.py [NAME…] [--rounds N]
"""
import argparse
import html
import os
import re
import sys
import time

import pages

os.environ.setdefault("OMP_NUM_THREADS", "1")


def decoded(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
        return bytes_to_str(data, detect_encoding(data))


def trafilatura(**options):
    from trafilatura import extract
    return lambda data: extract(decoded(data), **options) or ""


def resiliparse(data):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree
    tree = HTMLTree.parse_from_bytes(data, detect_encoding(data))
    return extract_plain_text(tree, main_content=True)


def readability(data):
    from readability import Document
    summary = Document(decoded(data)).summary()
    lines = re.sub(r"<(br|/?(p|div|li|h\d|tr|td|th|blockquote|pre|figcaption))\b", r"\n<\1", summary)
    return html.unescape(re.sub(r"<[^>]+>", "", lines))


def justext(data):
    import justext as peer
    found = peer.justext(data, peer.get_stoplist("English"))
    return "\n".join(p.text for p in found if not p.is_boilerplate)


PEERS = {
    "resiliparse": lambda: resiliparse,
    "trafilatura": lambda: trafilatura(include_comments=False),
    "trafilatura-default": lambda: trafilatura(),
    "trafilatura-fast": lambda: trafilatura(fast=True),
    "trafilatura-precision": lambda: trafilatura(favor_precision=True),
    "trafilatura-recall": lambda: trafilatura(favor_recall=True),
    "readability-lxml": lambda: readability,
    "justext": lambda: justext,
}


def extract_all(extract, rows):
    """Texts and the CPU seconds they took; a page that the peer fails on is empty."""
    texts = []
    start = time.process_time()
    for row in rows:
        try:
            texts.append(extract(row["bytes"]))
        except Exception:  # noqa: BLE001: any failure of a peer is an empty page
            texts.append("")
    return texts, time.process_time() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", default=list(PEERS))
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    sets = {name: pages.load(name) for name in pages.SETS}
    for name in arguments.names or PEERS:
        extract = PEERS[name]()
        extract(b"<html><body><p>A first page, so that imports are not timed.</p></body></html>")
        line, seconds, size = [], 0.0, 0
        for kind, rows in sets.items():
            runs = [extract_all(extract, rows) for _ in range(arguments.rounds)]
            seconds += min(run[1] for run in runs)
            size += sum(len(row["bytes"]) for row in rows)
            result = pages.score(kind, rows, runs[0][0])
            line.append(f"{kind} " + " ".join(f"{k} {v:.4f}" for k, v in result.items()))
        print(f"{name}: {size / 1e6 / seconds:.1f} MB/CPU-s | " + " | ".join(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
