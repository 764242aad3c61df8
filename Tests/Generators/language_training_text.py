"""Makes the training text of the embedded language model.

    pip install zstandard==0.25.0
    python Tests/Generators/language_training_text.py ../shared/data train.txt
    winnow classifier train train.txt --output language.bin --minn 1 --maxn 4 --min-count 60 \\
        --dim 32 --buckets 1000000 --rate 0.5 --epochs 6
    winnow classifier quantize --model language.bin --cutoff 55500 --qnorm --dsub 2 \\
        --retrain train.txt --epochs 3 --rate 0.25 --output Sources/CModels/language.ftz
    python Tests/Generators/language_card.py winnow ../shared/data > Sources/CModels/language.md

What it does against the bias of the sources, which are mostly the texts of programs: it fills each
language's share from all its sources, twice as much from prose as from messages, cuts texts into
pieces of 4 to 56 characters, so that no piece can be told by its subject, adds English prose and
the everyday sentences of everyday/phrases.txt, again and again in other orders, and writes Serbian
in both its scripts.
"""

import collections
import io
import json
import pathlib
import random
import re
import sys
import unicodedata

import zstandard

LANGUAGES = """af am ar as ast az ba be bg bn bo br bs ca ce ceb ckb cs cv cy da de dsb dv el en eo
es et eu fa fi fo fr fur fy ga gd gl gn gu gv ha he hi hr hsb ht hu hy ia id ig ilo io is it ja jv
ka kab kk km kn ko ku kw ky la lb lg ln lo lt lv mai mg mhr mk ml mn mr ms mt my nb nds ne nl nn nso
oc om or os pa pl ps pt qu rm ro ru rw sa sah sc sd se si sk sl sn so sq sr st su sv sw ta te tg th
ti tk tl tn tr ts tt ug uk ur uz vi vo wa war wo xh yi yo yue zh zu""".split()

# Characters per language; more for English, whose sources are many, less where one of two twins
# would drown the other.
BUDGET = 600_000
FACTOR = {"en": 1.6, "id": 0.55, "bs": 0.7}
# Small languages that large relatives are taken for get less of a share.
RARE = "ast ceb dsb fo fur fy hsb ia ilo io jv lb mai nds oc rm sa sc su vo wa war yue".split()
FACTOR |= {x: 0.5 for x in RARE}
# Prose is worth more than the messages of programs.
PROSE = {"african-storybook", "bible-corpus", "fortunes", "nltk-genesis", "opensource.guide"}
PROSE |= {"wesnoth-translations"}
PROSE_WEIGHT = 2
# Everyday sentences, in characters per language: so much of them, but none more than so often.
EVERYDAY, MOST_ROUNDS = 120_000, 40
# Languages with less text than this are read several times, cut elsewhere each time.
FLOOR = 220_000
SHORTEST, LONGEST = 4, 56

# Croatian and Bosnian have no stories among their sources; if Serbian in Latin letters kept its
# own, every story would be Serbian.
LATIN_SOURCES = {
    "firefox-l10n",
    "gnome-user-docs",
    "gnucash-common-translations",
    "libreoffice-ui",
    "mediawiki-messages",
}

# The fortunes called br are Brazilian, not Breton.
MISLABELLED = {("br", "fortunes")}
ENGLISH = {
    "classic-books": 250_000,
    "nltk-movie_reviews": 120_000,
    "nltk-product_reviews": 60_000,
    "c4-sample": 150_000,
    "dolly-wiki-passages": 80_000,
    "nltk-inaugural": 40_000,
    "nltk-state_union": 60_000,
    "fortunes": 60_000,
}
LATIN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "a b v g d đ e ž z i j k l m n o p r s t ć u f h c č š".split()))
LATIN |= {"љ": "lj", "њ": "nj", "џ": "dž"}
# Uzbek in Cyrillic letters, longer Latin sequences first.
CYRILLIC = dict(zip("yo yu ya ye sh ch o' g'".split(), "ё ю я е ш ч ў ғ".split()))
CYRILLIC |= dict(zip("abdefghijklmnopqrstuvxyz'", "абдефгҳижклмнопқрстувхйзъ"))


class Letters(dict):
    """As LetterText of the FastText module."""

    def __missing__(self, code):
        character = chr(code)
        category = unicodedata.category(character)[0]
        if category in "LM":
            result = character.lower()
        elif character in "'\u2019":
            result = character
        else:
            result = "" if character in "\u200c\u200d" else " "
        self[code] = result
        return result


LETTERS = Letters()


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for line in text:
            yield json.loads(line)


def collect(data):
    """Texts by language, then by source and variant."""
    texts = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in read(f"{data}/text/multilingual-train.jsonl.zst"):
        lang, source = row["lang"], row["source"]
        if lang in LANGUAGES and (lang, source) not in MISLABELLED:
            texts[lang][source, row["variant"]].append(row["text"])
    taken = collections.Counter()
    for row in read(f"{data}/text/english.jsonl.zst"):
        source = row["source"]
        if taken[source] < ENGLISH.get(source, 0):
            taken[source] += len(row["text"])
            texts["en"]["english-" + source, ""].append(row["text"])
    for (source, variant), found in list(texts["sr"].items()):
        start = "".join(found[:20])
        is_cyrillic = sum("\u0400" <= x < "\u0500" for x in start) > len(start) / 3
        if not is_cyrillic and source not in LATIN_SOURCES:
            del texts["sr"][source, variant]
        elif is_cyrillic and source in LATIN_SOURCES:
            texts["sr"][source, variant + "-latin"] = [latin(x) for x in found]
    for (source, variant), found in list(texts["uz"].items()):
        if "cyrl" not in variant:
            texts["uz"][source, variant + "-cyrillic"] = [cyrillic(x) for x in found]
    return texts


def latin(text):
    return "".join(LATIN.get(x, x) for x in text.lower())


def cyrillic(text):
    text = re.sub("[\u02bb\u02bc\u2018\u2019`]", "'", text.lower())
    for old, new in CYRILLIC.items():
        text = text.replace(old, new)
    return text


def weight(key):
    return PROSE_WEIGHT if key[0] in PROSE else 1


def shares(sizes, budget):
    """Water filling: every source by its weight, until the small ones are used up."""
    result, left, total = {}, budget, sum(weight(key) for _, key in sizes)
    for size, key in sorted(sizes, key=lambda x: (x[0] / weight(x[1]), x[1])):
        result[key] = min(size, left * weight(key) / total)
        left -= result[key]
        total -= weight(key)
    return result


def everyday():
    """The sentences of everyday/phrases.txt by language."""
    phrases = collections.defaultdict(list)
    path = pathlib.Path(__file__).parent / "everyday" / "phrases.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            lang = line[2:]
        elif line and not line.startswith("#"):
            phrases[lang].append(line)
    return phrases


def everyday_lines(lang, sentences, rng):
    """Pieces of all sentences in ever other orders, by turns of whole sentences and of words."""
    size = sum(map(len, sentences))
    for number in range(min(MOST_ROUNDS, EVERYDAY // size + 1)):
        parts = sentences if number % 2 == 0 else " ".join(sentences).split()
        text = " ".join(rng.sample(parts, len(parts)))
        if lang == "sr" and number % 4 < 2:
            text = latin(text)
        elif lang == "uz" and number % 4 < 2:
            text = cyrillic(text)
        yield from pieces(text, rng)


def pieces(text, rng):
    for paragraph in text.split("\n"):
        words = paragraph.translate(LETTERS).split()
        start = 0
        while start < len(words):
            wanted = int(SHORTEST * (LONGEST / SHORTEST) ** rng.random())
            piece, length = [], 0
            while start < len(words) and length < wanted:
                word = words[start]
                if len(word) > wanted and len(word) > 30:  # a script without blanks
                    piece.append(word[:wanted])
                    words[start] = word[wanted:]
                    break
                piece.append(word)
                length += len(word) + 1
                start += 1
            line = " ".join(piece)
            if len(line) >= 4 or (line and ord(line[0]) > 0x2E00):
                yield line


def main(data, output):
    rng = random.Random(17)
    lines = []
    for lang, sentences in everyday().items():
        lines += (f"__label__{lang} {x}\n" for x in everyday_lines(lang, sentences, rng))
    for lang, sources in sorted(collect(data).items()):
        sizes = [(sum(map(len, texts)), key) for key, texts in sources.items()]
        take = shares(sizes, BUDGET * FACTOR.get(lang, 1))
        rounds = max(1, min(4, round(FLOOR / sum(size for size, _ in sizes))))
        for key, texts in sorted(sources.items()):
            rng.shuffle(texts)
            used = 0
            for text in texts * rounds:
                if used >= take[key] * rounds:
                    break
                used += len(text)
                lines += (f"__label__{lang} {piece}\n" for piece in pieces(text, rng))
    rng.shuffle(lines)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(lines)


main(*sys.argv[1:])
