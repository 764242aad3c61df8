# Records how spaCy's English tokenizer and sentencizer cut short texts.
#
#     pip install -r Tests/Generators/requirements-text.txt
#     python Tests/ParityTests/record_spacy.py ../shared/data > Tests/ParityTests/Goldens/spacy_english.jsonl
#
# The texts are hand-made cases and, from the shared data, one piece of text for each shape. With a
# number behind the folder: so many of the documents that record_datatrove.py takes, whole, for
#
#     WINNOW_SPACY=tokens.jsonl swift test -c release --filter 'words of many documents'
import io
import json
import random
import re
import sys
from pathlib import Path

import spacy
import zstandard

HAND_MADE = [
    "I can't say cannot; gonna go to U.S. at 10a.m. (e.g. state-of-the-art) $5.00 50%",
    "Dr. Smith's dog didn't eat the cat's food, did it? No... Well!! \"Yes,\" he said.",
    "See http://example.com/a-b?c=d#e, mail me@host.org: or ftp://x.y.co:8080/z (www.foo.bar).",
    "192.168.0.1/x 8.8.8.8/x 8.8.8.8:53 10.0.0.1 127.0.0.1/a user@1.2.3.4/b",
    "hello:) :-) :( <3 (>_<) 8-D =D xD ^_^ ¯\\(ツ)/¯ O_o foo:-/bar",
    "5km 10kg 3.5MB 20°C. 20°F. 1,000,000 US$5 5US$ C$3 €20 20€ £5m 5£m 100% +5 5+ ++",
    "a.b.c A.B.C. Ph.D. Inc. etc. e.g. i.e., vs. v.s. and/or w/o 3/4 x/y 1-2 a-1 1-a --- a--b a—b a——b",
    "don't dont Dont won't cant can’t I'm im Im we're were shell she'll hell'd y'all ma'am o'clock",
    "\"quoted\" 'single' “curly” ‘single’ «guillemets» „low“ (paren) [bracket] {brace} <tag> `code`",
    "word.Word word.word Word.Word 1.5.2 file.txt .5 5. ... .. . ….… …… a…b a...b ...a a...",
    "naïve café Ünïcödé ÉCOLE. ÉA. Straße. привет, мир! Κόσμε. 日本語。テスト、です 한국어. ไทย",
    "#hashtag @user user_name __init__ *bold* **bold** _it_ ~5 ~x x~y a=b a:b 12:30 a<b C++ C# F.",
    "👩‍👩‍👧 ❤️ ☺ a☺b ©2020 ™ ® ° µg ½ ² m² 5m² 5km/h м/с 5м/с",
    "'S 's ’s 's. dog’s dogs' '90s rock'n'roll 'em 'til ol' goin' nuthin’ let's Let’s this's",
    "$ -$5 ($5) $-5 #5 5# & && a&b AT&T R&D <a href=\"x\">y</a> \\n \\t \\\") <space> a\u00a0b a\u200bb",
]


def texts(shared):
    for name in ["english", "multilingual-train"]:
        raw = open(shared / f"text/{name}.jsonl.zst", "rb")
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8"):
            yield json.loads(line)["text"][:3000]


def shape(piece):
    text = re.sub(r"[a-z]+", "a", piece)
    text = re.sub(r"[A-Z]+", "A", text)
    return re.sub(r"[0-9]+", "0", text)


def shaped_pieces(shared, count):
    random.seed(5)
    by_shape = {}
    for text in texts(shared):
        if random.random() < 0.2:
            for piece in text.split():
                if 3 <= len(piece) <= 40 and not re.fullmatch(r"\w+[.,]?", piece):
                    by_shape.setdefault(shape(piece), piece)
    shapes = random.sample(sorted(by_shape), count)
    return [by_shape[shape] for shape in shapes]


def short_texts():
    pieces = shaped_pieces(Path(sys.argv[1]), 1500)
    return HAND_MADE + [" ".join(pieces[i : i + 10]) for i in range(0, len(pieces), 10)]


def whole_documents():
    from record_datatrove import documents

    random.seed(7)
    return documents(Path(sys.argv[1]), int(sys.argv[2]))


def main():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**9
    for text in whole_documents() if len(sys.argv) > 2 else short_texts():
        doc = nlp(text)
        tokens = [token.text for token in doc if token.text.strip()]
        row = {"text": text, "tokens": tokens, "sentences": len(list(doc.sents))}
        print(json.dumps(row, ensure_ascii=False))


main()
