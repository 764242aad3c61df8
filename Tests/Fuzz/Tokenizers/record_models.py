"""Records what `tokenizers` makes of texts with models that don't merge, for the tests.

    venv/bin/python Tests/Fuzz/Tokenizers/record_models.py > Tests/BytePairEncodingTests/Fixtures/models.jsonl
"""
import json
import random
import sys

import components

METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
WORDS = ["low", "lower", "newest", "wide", "naïve", "Élan", "中文", "x²", "don't", "e\u0301t", "ﬁne", "\r\n", "  ", "\t", "<unk>", "[MASK]", "a\u0301b",
         "\u200d", "\u0600a", "क्षि", "👩\u200d👩", "\x01", "\ufffd", "ﾊﾟ", "Ⅷ", "\u3000", "lowlowlow", "zzz"]


def cases():
    """Names and files."""
    rng = random.Random(5)
    tables = components.tables()
    bert = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "low", "##er", "##est", "new", "wide", "n", "##a", "##i", "##ve", "e", "##lan", "中", "x",
              "##²", "don", "'", "t", "##t", "##low", "a", "##b", "fine", "f", "##ine"]
    word_piece = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 8,
                  "vocab": {name: i for i, name in enumerate(pieces)}}
    special = [{"id": i, "content": pieces[i], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
               for i in range(5)]
    yield "bert", file(bert, {"type": "BertPreTokenizer"}, word_piece, {"type": "WordPiece", "prefix": "##", "cleanup": True}, special)
    scored = [["<unk>", 0.0], ["▁", -2.0]] + [[w, -round(rng.random() * 12, 15)] for w in
             ["▁low", "low", "er", "▁new", "est", "e", "s", "t", "w", "i", "d", "▁wide", "n", "a", "▁na", "ve", "v", "l", "o", "r", "an", "中", "文", "zz", "fi"]]
    unigram = {"type": "Unigram", "unk_id": 0, "byte_fallback": False, "vocab": scored}
    for name, table in zip(("t5", "albert"), tables[4:]):
        normal = {"type": "Precompiled", "precompiled_charsmap": table}
        if name == "albert":
            normal = {"type": "Sequence", "normalizers": [{"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Nmt"}, {"type": "Lowercase"}, normal]}
        yield name, file(normal, {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, METASPACE]}, unigram, METASPACE)
    first = {**METASPACE, "prepend_scheme": "first"}
    normal = {"type": "Sequence", "normalizers": [{"type": "Strip", "strip_left": False, "strip_right": True},
                                                 {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]}
    fallback = {**unigram, "byte_fallback": True, "vocab": scored + [[f"<0x{b:02X}>", -15.0] for b in range(256) if b != 0xCC]}
    yield "bytes", file(normal, first, fallback, {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, METASPACE]})
    yield "words", file({"type": "ByteLevel"}, {"type": "Whitespace"}, {
        "type": "WordLevel", "unk_token": "<unk>", "vocab": {"<unk>": 0, "low": 1, "don": 2, "'": 3, "t": 4, "Ã": 5, "x": 6}}, None)


def file(normal, pre, model, decoder, added=()):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(added), "normalizer": normal, "pre_tokenizer": pre,
            "post_processor": None, "decoder": decoder, "model": model}


def main():
    from tokenizers import Tokenizer
    rng = random.Random(7)
    for name, made in cases():
        tokenizer = Tokenizer.from_str(json.dumps(made))
        texts = ["", " ", *WORDS] + ["".join(rng.choice([*WORDS, " ", " "]) for _ in range(rng.randint(2, 9))) for _ in range(120)]
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        json.dump({"name": name, "tokenizer": json.dumps(made, ensure_ascii=False), "texts": texts, "ids": ids,
                   "decoded": [tokenizer.decode(i, skip_special_tokens=False) for i in ids]}, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()
