"""Writes the main text of the manuals' pages in Samples/html, for the test of the extractor's quality.

Each manual marks its content by an element of its own; the text is all that stands in it, without
the parts that lead elsewhere. Nothing of Winnow takes part. Run it from the repository's root.
"""
import html.parser
import pathlib

PAGES = pathlib.Path("Samples/html")
TEXTS = pathlib.Path("Tests/HTMLTextTests/Pages")
# Page, its charset, where the content stands, what is no part of it.
MANUALS = [
    ("annotations.en", "utf-8", ("class", "body"), {"headerlink"}),
    ("mod_deflate.fr", "iso-8859-1", ("id", "page-content"), {"toplang", "quickview", "top", "bottomlang"}),
    ("mod_dir.ja", "shift_jis", ("id", "page-content"), {"toplang", "quickview", "top", "bottomlang"}),
    ("sslinfo.en", "utf-8", ("class", "sect1"), {"toc"}),
    ("trait.CommandExt.en", "utf-8", ("id", "main-content"), {"src", "anchor"}),
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup", "tt", "var", "wbr"}


class MainText(html.parser.HTMLParser):
    def __init__(self, container, skipped):
        super().__init__()
        self.container, self.skipped = container, skipped
        self.open, self.text = [], ""
        self.start = self.skip = None

    def handle_starttag(self, name, attributes):
        attributes = dict(attributes)
        if name not in INLINE:
            self.text += "\n"
        if name in VOID:
            return
        self.open.append(name)
        key, value = self.container
        if self.start is None and value in (attributes.get(key) or "").split():
            self.start = len(self.open)
        names = set((attributes.get("class") or "").split()) | {attributes.get("id")}
        if self.skip is None and (names & self.skipped or name in {"script", "style"}):
            self.skip = len(self.open)

    def handle_endtag(self, name):
        if name not in INLINE:
            self.text += "\n"
        while name in self.open:
            depth = len(self.open)
            self.start = None if self.start == depth else self.start
            self.skip = None if self.skip == depth else self.skip
            if self.open.pop() == name:
                return

    def handle_data(self, data):
        if self.start is not None and self.skip is None:
            self.text += data


for name, charset, container, skipped in MANUALS:
    parser = MainText(container, skipped)
    parser.feed((PAGES / (name + ".html")).read_bytes().decode(charset))
    lines = (" ".join(line.split()) for line in parser.text.splitlines())
    (TEXTS / (name + ".txt")).write_text("\n".join(filter(None, lines)) + "\n")
