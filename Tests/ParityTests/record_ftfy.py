# Records what ftfy makes of damaged text, with the choice of repairs that datatrove runs it with.
#
#     pip install -r Tests/Generators/requirements-repair.txt
#     python Tests/ParityTests/record_ftfy.py ../shared/data 20000 > repairs.jsonl
#     WINNOW_REPAIRS=repairs.jsonl swift test -c release --filter ftfy
#
# The texts are pieces of real English and multilingual documents, of one to three lines, damaged
# in one of the ways below with a fixed seed. A text with surrogates, which JSON can't hold, is
# written as the hexadecimal digits of its bytes. `small` in place of a number: what is in
# Tests/ParityTests/Goldens/ftfy_repairs.jsonl.
import html
import io
import json
import random
import sys
from pathlib import Path

import ftfy
import zstandard
from ftfy.chardata import CHARMAP_ENCODINGS

CONFIG = ftfy.TextFixerConfig(
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    normalization=None,
)
OTHERS = ["windows-1252", "windows-1251", "windows-1250", "cp437", "mac_roman", "iso-8859-15",
          "cp1253", "cp1254", "cp1257", "koi8-r", "cp850"]
PUNCTUATION = ["\u2019", "\u201c", "\u201d", "\u2013", "\u2014", "\u2026", "\u00e9", "\u00e0 ",
               "\u20ac", "\u00a0", "\u00b0", "\U0001f600", "\u00e0 la "]


def rows(path):
    with open(path, "rb") as raw:
        reader = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(reader, encoding="utf-8"):
            yield json.loads(line)["text"]


def pieces(shared, chance):
    """Endless pieces of one to three lines; those without a character beyond ASCII get some."""
    texts = [list(rows(shared / f"text/{name}.jsonl.zst")) for name in
             ("english", "multilingual-train", "multilingual-train")]
    while True:
        text = chance.choice(chance.choice(texts))
        start = chance.randrange(max(1, len(text) - 200))
        piece = text[start : start + chance.randrange(8, 160)]
        if piece.isascii() or chance.random() < 0.3:
            for _ in range(chance.randrange(1, 4)):
                at = chance.randrange(len(piece) + 1)
                piece = piece[:at] + chance.choice(PUNCTUATION) + piece[at:]
        yield piece


def misread(text, encoding, errors="strict"):
    return text.encode("utf-8", "surrogatepass").decode(encoding, errors)


def some(text, chance, change):
    """Changes some of the words."""
    return "".join(change(w) if chance.random() < 0.4 else w for w in text.split(" ") for w in (w, " "))[:-1]


def entity(character, chance):
    name = html.entities.codepoint2name.get(ord(character))
    forms = [f"&#{ord(character)};", f"&#x{ord(character):x};"] + [f"&{name};"] * 3 * bool(name)
    return chance.choice(forms)


def surrogates(text):
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[i] | units[i + 1] << 8) for i in range(0, len(units), 2))


def sprinkle(text, chance, marks):
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(marks) + text[at:]
    return text


def layers(text, chance, count):
    for _ in range(count):
        text = misread(text, chance.choice(CHARMAP_ENCODINGS[:3] + CHARMAP_ENCODINGS))
    return text


def damage(kind, text, chance):
    if kind in CHARMAP_ENCODINGS:
        return misread(text, kind)
    if kind == "other":
        return misread(text, chance.choice(OTHERS), "replace")
    if kind in ("double", "triple"):
        return layers(text, chance, 2 if kind == "double" else 3)
    if kind == "mixed":
        return some(text, chance, lambda w: misread(w, chance.choice(CHARMAP_ENCODINGS[:2])))
    if kind == "legacy":
        return text.encode(chance.choice(OTHERS), "replace").decode("latin-1")
    if kind == "lossy":
        text = misread(text, "windows-1252", "replace")
        return text.replace("\ufffd", chance.choice(["\ufffd", "?", "\ufffd"]))
    if kind == "spaces":
        return misread(text, "sloppy-windows-1252").replace("\xa0", " ")
    if kind == "cut":
        text = misread(text, chance.choice(CHARMAP_ENCODINGS[:2]))
        return text[chance.randrange(3) : len(text) - chance.randrange(3)]
    if kind == "entities":
        share = chance.choice([0.02, 0.2])
        text = "".join(
            entity(c, chance) if not c.isascii() or c in "<>&\"" or chance.random() < share else c
            for c in text)
        forms = ["<b>", "&amp;amp;", "&EACUTE;", "&nosuch;", "&#59;", "&amp;lt;", "\n", "&#0;",
                 "&#xD800;", "&#150;", "&#x1F600;", "&notit;", "&#12ab;", "&SZLIG;"]
        return sprinkle(text, chance, forms)
    if kind == "escapes":
        return sprinkle(text, chance, ["\x1b[0m", "\x1b[31;1m", "\x1b[", "\x1b[;;K", "\x1b"])
    if kind == "controls":
        return sprinkle(text, chance, [chr(c) for c in (*range(32), 127, *range(128, 160), 0x206A,
                                                        0xFEFF, 0xFFF9, 0xFFFC, 0x200B)])
    if kind == "surrogates":
        text = surrogates(text + chance.choice(["\U0001f600", "\U00020000"]))
        return sprinkle(text, chance, ["\ud800", "\udc00", ""])
    if kind == "cesu":
        return misread(surrogates(text + "\U0001f600"), chance.choice(CHARMAP_ENCODINGS[:2]))
    assert kind == "none"
    return text


KINDS = CHARMAP_ENCODINGS + [
    "other", "double", "double", "triple", "mixed", "mixed", "legacy", "lossy", "lossy", "spaces",
    "spaces", "cut", "entities", "escapes", "controls", "surrogates", "cesu", "none",
]


def main():
    shared, wanted = Path(sys.argv[1]), sys.argv[2]
    chance = random.Random(7)
    source = pieces(shared, chance)
    count = 80 if wanted == "small" else int(wanted)
    written = 0
    while written < count:
        kind = KINDS[written % len(KINDS)]
        try:
            text = damage(kind, next(source), chance)
        except UnicodeError:
            continue  # the encoding has no character for one of the bytes
        fixed = ftfy.fix_text(text, CONFIG)
        row = {"damage": kind, "text": text, "fixed": fixed}
        if any(0xD800 <= ord(c) < 0xE000 for c in text):
            row = {"damage": kind, "bytes": text.encode("utf-8", "surrogatepass").hex(), "fixed": fixed}
        print(json.dumps(row, ensure_ascii=False))
        written += 1


main()
