"""How much of a manual's pages comes out: their visible words, and their blocks of code.

apt-get download git-doc python3.11-doc postgresql-doc-15 nodejs-doc   # Debian 12
mkdir manuals; for file in *.deb; do mkdir manuals/${file%%_*}; dpkg-deb -x $file manuals/${file%%_*}; done
swift build -c release --product html-lab
venv/bin/python Tests/Benchmarks/html/manuals.py manuals/*        # with compare.py's environment

A row per folder: pages, mean and least share of the visible words that are kept, pages under .6, the
same of the manual's own words, and the blocks of code (pre elements, each by its words in a row) that
are missing. Visible words are those of navigation bars, sidebars and footers too, which shouldn't be
kept; the manual's own are those outside of what its templates name so, and of tables of contents.
"""
import argparse
import collections
import gzip
import html.parser
import pathlib
import subprocess
import sys
import tempfile

import lxml.html
import pages

sys.path.insert(0, str(pages.ROOT / "Tests" / "Generators" / "html"))
HIDDEN = {"script", "style", "head", "template"}
# Names of what stands around the text in the templates of Sphinx, DocBook, AsciiDoc and Node.js.
AROUND = {
    "sphinxsidebar", "related", "navheader", "navfooter", "footer", "mobile-nav", "menu-wrapper", "toc",
    "TOC", "contents", "column2", "apitoc", "headerlink", "mark", "srclink", "indextable", "toctree-wrapper",
    "picker-header", "gtoc",
}


class Visible(html.parser.HTMLParser):
    """The words that a page shows, and those of each pre element."""

    def __init__(self):
        super().__init__()
        self.hidden, self.code = 0, 0
        self.text, self.blocks = [], []

    def handle_starttag(self, tag, attributes):
        if tag in HIDDEN:
            self.hidden += 1
        if tag == "pre":
            self.code += 1
            self.blocks.append([])

    def handle_endtag(self, tag):
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if tag == "pre":
            self.code = max(0, self.code - 1)

    def handle_data(self, data):
        if self.hidden:
            return
        self.text.append(data)
        if self.code and self.blocks:
            self.blocks[-1].append(data)


def own_words(page):
    tree = lxml.html.fromstring(page)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):  # a comment
            element.drop_tree()
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}".split()
        if element.tag in HIDDEN | {"nav", "footer"} or AROUND.intersection(names):
            element.drop_tree()
    return collections.Counter(pages.WORD.findall(" ".join(tree.itertext())))


def read(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def find(folder):
    """The pages, without the copies that links make."""
    found = {path.resolve() for path in pathlib.Path(folder).rglob("*.html*")}
    return sorted(path for path in found if path.is_file() and "html" in path.suffixes[-1]
                  or path.name.endswith(".html.gz"))


def extract(lab, rows, folder):
    import train

    train.write_records(folder / "pages", rows)
    train.run_lab(lab, "extract", folder / "pages", folder / "texts")
    return train.read_texts((folder / "texts").read_bytes(), 0, len(rows))[0]


def look(page, text):
    """The shares of a page's visible words and of its own that its text holds, and its missing
    blocks of code."""
    visible = Visible()
    visible.feed(page.decode("utf-8", "replace"))
    words = collections.Counter(pages.WORD.findall(" ".join(visible.text)))
    kept = collections.Counter(pages.WORD.findall(text))
    own = own_words(page)
    share, own_share = (
        sum((some & kept).values()) / max(1, some.total()) for some in (words, own))
    joined = " " + " ".join(pages.WORD.findall(text)) + " "
    code = [" ".join(pages.WORD.findall("".join(block))) for block in visible.blocks]
    return share, own_share, [block for block in code if block and f" {block} " not in joined], len(code)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--lab", default=pages.ROOT / ".build" / "release" / "html-lab")
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst pages")
    arguments = parser.parse_args()
    print(
        "| manual | pages | mean | least | under .6 | own words: mean | least | under .6 "
        "| code blocks missing |\n|---|---|---|---|---|---|---|---|---|")
    for name in arguments.folders:
        paths = find(name)
        rows = [read(path) for path in paths]
        with tempfile.TemporaryDirectory() as folder:
            texts = extract(arguments.lab, rows, pathlib.Path(folder))
        found = [look(row, text) for row, text in zip(rows, texts)]
        shares = " | ".join(
            f"{sum(some) / len(some):.4f} | {min(some):.3f} | {sum(share < .6 for share in some)}"
            for some in list(zip(*found))[:2])
        print(
            f"| {pathlib.Path(name).name} | {len(rows)} | {shares} "
            f"| {sum(len(missing) for _, _, missing, _ in found)} "
            f"of {sum(count for _, _, _, count in found)} |", flush=True)
        worst = sorted(zip(paths, found), key=lambda item: (item[1][1], item[0]))
        for path, (_, own, _, _) in worst[:arguments.worst]:
            print(f"  {own:.3f} {path.name}")
        for path, (_, _, missing, _) in worst if arguments.worst else []:
            for block in missing:
                print(f"  {path.name}: {block[:100]}")


if __name__ == "__main__":
    main()
