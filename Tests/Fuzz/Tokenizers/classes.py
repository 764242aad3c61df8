"""Every character against `tokenizers`, in each class that a tokenizer.json can split by.

    venv/bin/python Tests/Fuzz/Tokenizers/classes.py

Prints the classes that differ and where; ends with 1 when one does. Takes some minutes; names
of classes after the options ask for these alone.
"""
import argparse
import sys

import components
import files

PROPERTIES = ["L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
              "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Han", "Hiragana", "Katakana",
              "Hangul", "Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Thai", "Devanagari", "Ethiopic"]
SPLITS = [rf"\p{{{name}}}" for name in PROPERTIES] + [r"\w", r"[\w]", r"[^\w\s]", r"\W", r"\s", r"\d", r"\b"]
KINDS = {"Whitespace": {}, "WhitespaceSplit": {}, "BertPreTokenizer": {}, "Punctuation": {"behavior": "Isolated"},
         "Digits": {"individual_digits": True}}
NORMALIZERS = ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip"]


def file(pre=None, normalizer=None):
    """A file whose tokens show every cut: a space is put before each piece."""
    level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": False}
    pre = {"type": "Sequence", "pretokenizers": [pre, level]} if pre else {**level, "add_prefix_space": False}
    if normalizer == "Strip":
        normalizer = {"type": "Strip", "strip_left": True, "strip_right": True}
    elif normalizer:
        normalizer = {"type": normalizer}
    vocab = {name: i for i, name in enumerate(components.BYTES)}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": normalizer,
            "pre_tokenizer": pre, "post_processor": None, "decoder": None,
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                      "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": vocab, "merges": []}}


def all_files():
    for pattern in [*SPLITS, *components.SCANNED]:
        yield pattern, file({"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False})
    for kind, settings in KINDS.items():
        yield kind, file({"type": kind, **settings})
    for kind in NORMALIZERS:
        yield kind, file(normalizer=kind)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--lab", default=str(files.ROOT / ".build" / "release" / "tokenizer-lab"))
    parser.set_defaults(convert=False)
    arguments = parser.parse_args()
    pair = files.Pair(arguments)
    scalars = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and (c < 0x34000 or c >= 0xE0000 and c < 0xE0200)]
    wrong = 0
    for name, tokenizer in all_files():
        if arguments.names and name not in arguments.names:
            continue
        places = []
        for at in range(0, len(scalars), 20_000):
            part = scalars[at:at + 20_000]
            outcome, expected, answer, _ = pair.ask(tokenizer, [f"a{chr(c)}{chr(c)}b {chr(c)}" for c in part], [])
            if outcome != "accepted":
                print(name, outcome, (answer or {}).get("refused"))
                break
            places += [c for c, one, other in zip(part, expected["special"], answer["special"]) if one != other]
        if places:
            wrong += 1
            print(name, len(places), "differ:", " ".join(f"{c:04X}" for c in places[:20]))
    pair.close()
    print(wrong, "classes differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
