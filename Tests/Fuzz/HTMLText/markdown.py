"""Random pages beside their Markdown read by markdown-it: the words must be the same.

    pip install markdown-it-py
    python Tests/Fuzz/HTMLText/markdown.py HTML_LAB [--count N] [--seed N] [--show N]
"""
import argparse
import html
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

from markdown_it import MarkdownIt

ATOMS = [
    "a", "word", "two words", "x_y", "_x_", "__init__", "*", "**", "* a", "*args", "2 * 3", "- b", "+ c", "-", "---",
    "- - -", "===", "= =", "# h", "####### h", "#", "C#", "1. one", "12) two", "3.", "1.5", "> q", ">", "`", "``", "```",
    "`x`", "~~", "~~~", "~5", "[a](b)", "[1]: x", "[a]", "](", "![i](u)", "<", "<b>", "</p>", "<!-- -->", "a < b", "&",
    "&amp;", "&#60;", "&copy", "\\", "\\*", "a\\", "C:\\dir", "|", "a | b", "|---|---|", ":--", "“q”", "「q」", "é", "東京", "!",
    ".", ",", "(", ")", "\"", "'", "_", "a_", ": ", "http://x.y/_a_", "$", "^", "=", "x^2",
]
INLINE = ["b", "i", "code", "del", "a", "span", "em", "strong"]


def text(rng):
    return html.escape(rng.choice([" ", "", " "]).join(rng.choices(ATOMS, k=rng.randint(1, 3))), quote=False)


def inline(rng, depth=0):
    parts = []
    for _ in range(rng.randint(1, 3)):
        kind = rng.random()
        if kind < 0.25 and depth < 3:
            tag = rng.choice(INLINE)
            parts.append(f"<{tag}>{inline(rng, depth + 1)}</{tag}>")
        elif kind < 0.32:
            parts.append("<br>")
        else:
            parts.append(text(rng))
    return rng.choice(["", " "]).join(parts)


def block(rng, depth=0):
    kind = rng.choice(["p", "p", "h2", "pre", "ul", "ol", "blockquote", "table", "dl", "div"])
    if depth > 3 or kind in ("p", "h2"):
        kind = kind if kind in ("p", "h2") else "p"
        return f"<{kind}>{inline(rng)}</{kind}>"
    if kind == "pre":
        return "<pre>" + "\n".join(text(rng) for _ in range(rng.randint(1, 3))) + "</pre>"
    if kind in ("ul", "ol"):
        start = f" start={rng.choice([0, 3, 9, 99])}" if kind == "ol" and rng.random() < 0.3 else ""
        items = "".join(
            f"<li>{inline(rng) if rng.random() < .6 else ''}{blocks(rng, depth + 1) if rng.random() < .5 else ''}"
            for _ in range(rng.randint(1, 3)))
        return f"<{kind}{start}>{items}</{kind}>"
    if kind == "table":
        width = rng.randint(1, 3)
        rows = ["".join(f"<td>{inline(rng)}" for _ in range(width)) for _ in range(rng.randint(1, 3))]
        return f"<table>{''.join('<tr>' + row for row in rows)}</table>"
    if kind == "dl":
        return f"<dl><dt>{inline(rng)}<dd>{inline(rng)}</dl>"
    return f"<{kind}>{blocks(rng, depth + 1)}</{kind}>"


def blocks(rng, depth=0):
    return "".join(block(rng, depth) for _ in range(rng.randint(1, 3)))


def model():
    tree = "00002800" + "0000ff7f" * 30 + "ff7f" * 32
    return f";{tree};{tree}".encode()


def words(page):
    return "".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def extract(lab, pages, form, folder):
    records = [page.encode() for page in pages]
    (folder / "pages").write_bytes(b"".join(struct.pack("<I", len(r)) + r for r in records))
    (folder / "model").write_bytes(model())
    subprocess.run(
        [lab, "extract", folder / "pages", folder / "out", folder / "model"], check=True,
        env=os.environ | {"FORMAT": form})
    data, at, texts = (folder / "out").read_bytes(), 0, []
    for _ in pages:
        size = struct.unpack_from("<I", data, at)[0]
        texts.append(data[at + 4:at + 4 + size].decode())
        at += 4 + size
    return texts


def plain(text):
    """The text without what it has for lists and tables, which rendering takes away."""
    return "".join(c for c in text if c not in " \n\t-|;")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lab")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    pages = [blocks(rng) for _ in range(arguments.count)]
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        texts = extract(arguments.lab, pages, "text", folder)
        sources = extract(arguments.lab, pages, "markdown", folder)
    for page, text, source in zip(pages, texts, sources):
        rendered = plain(words(markdown.render(source)))
        if rendered != plain(text):
            wrong.append((page, text, source, markdown.render(source)))
    for parts in sorted(wrong, key=lambda parts: len(parts[0]))[:arguments.show]:
        print(*parts, sep="\n--\n", end="\n======\n")
    print(f"{len(pages)} pages, {len(wrong)} differ")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
