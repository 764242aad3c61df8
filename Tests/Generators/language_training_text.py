"""Makes the training text of the embedded language model.

    pip install zstandard==0.25.0
    # sources.jsonl.zst: see language_sources.py
    python Tests/Generators/language_training_text.py ../shared/data sources.jsonl.zst train.txt
    winnow classifier train train.txt --output language.bin --minn 1 --maxn 4 --min-count 60 \\
        --dim 32 --buckets 2000000 --rate 0.5 --epochs 7
    winnow classifier quantize --model language.bin --cutoff 300000 --qnorm --dsub 2 \\
        --retrain train.txt --epochs 3 --rate 0.25 --output Sources/CModels/language.ftz
    python Tests/Generators/language_card.py winnow ../shared/data > Sources/CModels/language.md

What it does against the bias of the sources, which are mostly the texts of programs: it fills each
language's share from all its sources, twice as much from prose as from messages, cuts texts into
pieces of 4 to 56 characters, so that no piece can be told by its subject, adds English prose and
the everyday sentences of everyday/phrases.txt, again and again in other orders, draws words of word
lists by their frequency, and writes languages of two scripts in both. What is no language (code,
headers, broken encodings, noise, scripts without training text) is a label of its own, `und`.
"""

import collections
import io
import itertools
import json
import os
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
# Known by the messages of few programs or by one book: told where nothing better is known.
LESSER = """an arz awa ban bar bci bcl bew bho bjn brx bxr cak ch chr co crh csb diq doi dz ee ext ff
frp frr gor gsw guw haw hif hil ie inh iu kaa kbd kjh kok koi krc ks ksh kv lad lez lfn li lij
lmo lrc lus mdf mi min mni mos mrj mwl myv nap nhg nia nr nv ny oj olo pam pap pcm pms pnb prg quc
rn rom rue sat scn sco sdc sgs shn skr sli ss stq syr szl tcy tly to tpi tum tw tyv udm ve vec vep
vro wal xal xmf zea""".split()
LANGUAGES += LESSER

# Characters per language; more for English, whose sources are many, less where one of two twins
# would drown the other.
BUDGET = 900_000
# Characters drawn from word lists: with counts, by frequency; else each word alike.
COUNTED, LISTED = 450_000, 90_000
# Characters of each kind of what is no language; twice as many of those that are nearest to one.
NOISE, LIKENESS = 150_000, 300_000
FACTOR = {"en": 1.6, "ms": 0.9, "bs": 0.6, "hr": 1.3, "sl": 1.5, "sr-Latn": 0.8, "gl": 1.7, "nn": 1.3}
FACTOR |= {"tt": 1.8, "ky": 0.3, "la": 1.6, "zh": 0.8, "yue": 1.5, "kk": 0.8, "nb": 1.1, "oc": 1.6, "tk": 1.4}
FACTOR |= {"br": 0.8, "fo": 1.1, "ss": 0.1, "xmf": 0.05, "vep": 0.1}
# Small languages that large relatives are taken for get less of a share.
RARE = "ast ceb dsb fur fy hsb ia ilo io jv lb mai nds rm sa sc su vo wa war".split()
FACTOR = {x: 0.5 for x in RARE} | {x: 0.2 for x in LESSER} | FACTOR
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
AZERBAIJANI = dict(zip("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз"))
TURKMEN = dict(zip("abçdeäfghijžklmnňoöprsştuüwyýz", "абчдеәфгхиҗжклмнңоөпрсштуүвыйз"))
UYGHUR = dict(zip("اەبپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي",
    "a e b p t j ch x d r z zh s sh gh f q k g ng l m n h o u ö ü w ë i y".split())) | {"ئ": ""}
# Letters of scripts that no training text is in.
UNKNOWN_SCRIPTS = """1681-169A 16A0-16EA 1700-1711 1720-1731 1740-1751 1760-176C 1780-1781 1900-191E
1950-196D 1980-19AB 1A00-1A16 1A20-1A54 1B05-1B33 1BC0-1BE5 1C00-1C23 2C00-2C5E A000-A48C A4D0-A4F7
A500-A60B A6A0-A6E5 A80C-A822 A840-A873 A882-A8B3 A90A-A925 A930-A946 AA00-AA28 10280-1029C
102A0-102D0 10300-1031F 10330-10340 10380-1039D 10400-1044F 10450-1047F 10900-10915 10A00-10A00
10C00-10C48 11103-11126 12000-12399 13000-1342E 16F00-16F4A 1D400-1D454 FF21-FF3A FF41-FF5A
1D00-1D2B A720-A787""".split()


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


def add(texts, sources):
    """The messages of more packages, and word lists: (language, weights) to words."""
    words = []
    for row in read(sources):
        lang = row["lang"]
        if lang.split("-")[0] not in LANGUAGES:
            continue
        if row["kind"] == "messages":
            lines = row["text"].split("\n")
            texts[lang][row["source"], row["variant"]] += [
                "\n".join(lines[i : i + 20]) for i in range(0, len(lines), 20)
            ]
        else:
            rows = [x.split("\t") for x in row["text"].split("\n")]
            counts = [float(x[1]) if len(x) > 1 else 1.0 for x in rows]
            words.append((lang, row["kind"], [x[0] for x in rows], counts))
    return words


def scripts(texts):
    """Gives each script of a language its own label; the usual script's is the bare one."""
    for source, variant in list(texts["zh"]):
        if any(x in variant.lower() for x in ("hant", "tw", "hk", "mo")):
            texts["zh-Hant"][source, variant] = texts["zh"].pop((source, variant))
    for lang, label, convert in (
        ("sr", "sr-Latn", None), ("uz", "uz-Cyrl", None), ("az", "az-Cyrl", AZERBAIJANI),
        ("tk", "tk-Cyrl", TURKMEN), ("ug", "ug-Latn", UYGHUR),
    ):
        for key, found in list(texts[lang].items()):
            start = "".join(found[:20])
            is_cyrillic = sum("\u0400" <= x < "\u0530" for x in start) > len(start) / 3
            if convert:
                texts[label][key] = [
                    "".join(convert.get(x, x) for x in text.lower()) for text in found
                ]
            elif is_cyrillic == (label == "uz-Cyrl"):
                texts[label][key] = texts[lang].pop(key)


def drawn(words, counts, size, rng):
    """Lines of words drawn by their counts."""
    left = size
    while left > 0:
        line = " ".join(rng.choices(words, cum_weights=counts, k=rng.choice((1, 2, 2, 3, 4, 6, 9))))
        left -= len(line) + 1
        yield line


def noise(texts, rng):
    """What is no language, as text that pieces cuts."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield (" ".join("".join(rng.choices(letters, k=rng.randint(1, 9))) for _ in range(9))
           for _ in range(9999))
    base64 = letters * 2 + letters.upper() + "0123456789+/"
    yield ("".join(rng.choices(base64, k=76)) for _ in range(9999))
    yield (" ".join("".join(rng.choices("0123456789abcdef", k=8)) for _ in range(8)) for _ in range(9999))
    yield ("".join(rng.choices("acgt", k=rng.randint(20, 60))) for _ in range(999))
    yield (header(rng) for _ in range(9999))
    yield (address(rng) for _ in range(9999))
    ranges = [[int(x, 16) for x in r.split("-")] for r in UNKNOWN_SCRIPTS]
    for _ in range(2):
        yield (" ".join("".join(chr(rng.randint(a, b)) for _ in range(rng.randint(1, 8))) for _ in range(9))
               for (a, b) in (rng.choice(ranges) for _ in range(9999)))
    wide = str.maketrans({chr(x): chr(x + 0xFEE0) for x in range(0x21, 0x7F)})
    yield (x.translate(wide) for lang in ("en", "de", "fr") for x in sample(texts[lang], 300, rng))


MOJIBAKE = {"cp1251": ["ru", "bg"], "koi8-r": ["ru"], "iso8859-7": ["el"], "gb18030": ["zh"],
            "big5": ["zh-Hant"], "euc-jp": ["ja"], "cp866": ["ru"], "utf-16-le": ["en", "de", "pl"]}


def mojibake(texts, source, wrong, rng):
    lines = []
    for lang in MOJIBAKE.get(source, "ru uk el ar he hi th ja zh ko ka hy am ta fa bn".split()):
        found = [x for text in sample(texts[lang], 60, rng) for x in text.split("\n")]
        lines += rng.sample(found, min(300, len(found)))
    rng.shuffle(lines)
    yield from (x.encode(source, "ignore").decode(wrong, "ignore") for x in lines)


def sample(sources, count, rng):
    found = [text for key in sorted(sources) for text in sources[key]]
    return rng.sample(found, min(count, len(found)))


def likenesses(texts, rng):
    """Source code and wrong encodings, which look like languages, as text that pieces cuts."""
    for folder, end in (("/usr/lib/python3", ".py"), ("/usr/include", ".h"), ("/usr/share/perl", ".pm"),
                        ("/usr/share/javascript", ".js"), ("/usr/share/nodejs", ".js"),
                        ("/usr/share/nodejs", ".json"), ("/usr/share", ".css")):
        yield code(folder, end, rng)
    for source, wrong in (("utf-8", "latin-1"), ("utf-8", "cp1252"), ("utf-8", "cp1251"),
                          ("cp1251", "latin-1"), ("koi8-r", "cp1251"), ("cp1251", "koi8-r"),
                          ("iso8859-7", "latin-1"), ("gb18030", "latin-1"), ("utf-8", "cp437"),
                          ("utf-8", "koi8-r"), ("big5", "latin-1"), ("euc-jp", "latin-1"),
                          ("cp866", "cp1251"), ("utf-16-le", "utf-16-be"), ("utf-8", "gb18030")):
        yield mojibake(texts, source, wrong, rng)


def code(folder, end, rng):
    paths = [f"{at}/{name}" for at, _, names in os.walk(folder) for name in names if name.endswith(end)]
    for path in rng.sample(sorted(paths), min(150, len(paths))):
        with open(path, encoding="utf-8", errors="ignore") as file:
            for line in file.read(20_000).split("\n"):
                if re.search(r"[={};]|\(\w*\)|\w\.\w", line) and not re.match(r" *(#|//|\*|/\*)", line):
                    yield line


def name(rng):
    return "".join(rng.choices("abcdefghijklmnoprstuvwz", k=rng.randint(2, 9)))


def header(rng):
    host = f"{name(rng)}.{name(rng)}.{rng.choice(('com', 'org', 'net', 'de', 'example'))}"
    token = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789", k=14))
    day = rng.choice("Mon Tue Wed Thu Fri Sat Sun".split()) + rng.choice((", 1 Jan", ", 12 Mar", ", 3 Sep"))
    return rng.choice((
        f"Received: from {host} ({host} [10.0.0.1]) by {name(rng)}.{host} with ESMTPS id {token} for <{name(rng)}@{host}>",
        f"Message-ID: <{token}.{token}@{host}>", f"Return-Path: <{name(rng)}@{host}>",
        f"From: {name(rng)}@{host} To: {name(rng)}@{host} Date: {day} 2024 10:00:00 +0000 (UTC)",
        "MIME-Version: 1.0 Content-Type: text/plain; charset=utf-8 Content-Transfer-Encoding: quoted-printable",
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s={name(rng)}; h=from:to:subject; bh={token}; b={token}",
        f"X-Spam-Status: No, score=-1.9 tests=BAYES_00,DKIM_SIGNED,DKIM_VALID,{token}",
        f"Authentication-Results: mx.{host}; spf=pass smtp.mailfrom={host}; dkim=pass header.i=@{host}",
        f"References: <{token}@{host}> In-Reply-To: <{token}@{host}>",
        f"X-Mailer: {name(rng)} List-Unsubscribe: <mailto:{name(rng)}@{host}> Precedence: bulk",
        f"Content-Type: multipart/alternative; boundary=\"{token}\" Content-Disposition: inline",
    ))


def address(rng):
    path = "/".join(name(rng) for _ in range(rng.randint(1, 4)))
    return rng.choice((
        f"https://www.{name(rng)}.com/{path}.html?{name(rng)}={name(rng)}&id=12", f"/usr/lib/{path}.so",
        f"C:\\{path}.exe", f"GET /{path} HTTP/1.1 200", f"{name(rng)}@{name(rng)}.org",
        f"INFO [main] {name(rng)}.{name(rng)}.{name(rng)}: {token_like(rng)}", f"#{name(rng)} @{name(rng)}",
    ))


def token_like(rng):
    return "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", k=12))


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
        label = lang
        if lang == "sr" and number % 4 < 2:
            label, text = "sr-Latn", latin(text)
        elif lang == "uz" and number % 4 < 2:
            label, text = "uz-Cyrl", cyrillic(text)
        yield from ((label, x) for x in pieces(text, rng))


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


def main(data, sources, output):
    rng = random.Random(17)
    lines = []
    for lang, sentences in everyday().items():
        lines += (f"__label__{label} {x}\n" for label, x in everyday_lines(lang, sentences, rng))
    texts = collect(data)
    words = add(texts, sources)
    scripts(texts)
    for lang, kind, found, counts in words:
        size = COUNTED if kind == "counted" else LISTED
        size *= FACTOR.get(lang, 1)
        for line in drawn(found, list(itertools.accumulate(counts)), size, rng):
            lines += (f"__label__{lang} {piece}\n" for piece in pieces(line, rng))
    kinds = [(NOISE, x) for x in noise(texts, rng)] + [(LIKENESS, x) for x in likenesses(texts, rng)]
    for left, kind in kinds:
        for text in kind:
            for piece in pieces(text, rng):
                lines.append(f"__label__und {piece}\n")
                left -= len(piece) + 1
            if left < 0:
                break
    for lang, sources in sorted(texts.items()):
        sizes = [(sum(map(len, texts)), key) for key, texts in sources.items()]
        take = shares(sizes, BUDGET * FACTOR.get(lang, 0.6 if "-" in lang else 1))
        rounds = max(1, min(4, round(FLOOR * FACTOR.get(lang, 1) / sum(size for size, _ in sizes))))
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
