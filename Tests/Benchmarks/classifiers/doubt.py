"""What `detect_language` says of text that is in no language, and how often it keeps its word.

    pip install -r Tests/Benchmarks/classifiers/requirements-classifiers.txt
    python Tests/Benchmarks/classifiers/doubt.py .build/release/winnow ../shared/data [--news FILE] [--fit]

First, by kind of noise, the share that gets `und` or a score below 0.5. Then, on text that nobody
trained on, how often answers of each range of scores are right, and those of 0.9 to 1 by group of
languages. `--fit` prints the logistic regression that LanguageCalibration.swift holds, from the rows
that the report leaves out; it wants a program whose `LanguageCalibration.score` gives back the
probability as it is. `--news`: see languages.py.
"""

import base64
import collections
import io
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import zstandard

SAME = {"no": "nb", "iw": "he", "fil": "tl", "jw": "jv", "ckb": "ku"}
GROUPS = {
    "Germanic": "af da de en fo fy is lb nb nds nl nn sv yi", "Romance": "ast ca es fr fur gl it la oc pt rm ro wa",
    "West Slavic": "cs dsb hsb pl sk", "South Slavic": "bs hr sl sr", "East Slavic and Bulgarian": "be bg mk ru uk",
    "Baltic and Uralic": "et fi hu lt lv mhr se", "Celtic": "br cy ga gd kw",
    "Turkic": "az ba kk ky sah tk tr tt ug uz", "Malay and Philippine": "ceb id ilo jv mg ms su tl war",
    "Indic": "as bn gu hi mai mr ne or pa sa si ur", "Iranian": "fa ku os ps tg", "Dravidian": "kn ml ta te",
    "East Asian": "ja ko yue zh", "South East Asian": "bo km lo my th vi", "African": "am ha ig kab lg ln nso rw sn so st sw tn ts wo xh yo zu",
    "Other": "ar dv el eo eu gn he ht hy ia io ka mn mt qu sq",
}
UNKNOWN = {"Ogham": (0x1681, 0x169A), "Yi": (0xA000, 0xA48C), "N'Ko": (0x7CA, 0x7EA), "Runic": (0x16A0, 0x16EA),
           "Vai": (0xA500, 0xA60B), "Deseret": (0x10400, 0x1044F), "Gothic": (0x10330, 0x10340),
           "cuneiform": (0x12000, 0x12399), "hieroglyphs": (0x13000, 0x1342E), "Javanese": (0xA98F, 0xA9B2),
           "Balinese": (0x1B05, 0x1B33), "Canadian syllables": (0x1401, 0x166C), "Mongolian": (0x1820, 0x1877)}


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        return [json.loads(line) for line in text]


def noise(rows, rng):
    by_lang = collections.defaultdict(list)
    for row in rows:
        by_lang[row["lang"]].append(row["text"])
    for name, (a, b) in UNKNOWN.items():
        for _ in range(30):
            yield f"script {name}", " ".join("".join(chr(rng.randint(a, b)) for _ in range(rng.randint(2, 9))) for _ in range(9))
    for _ in range(200):
        yield "base64", base64.b64encode(rng.randbytes(rng.randint(60, 400))).decode()
        yield "numbers", " ".join(str(rng.randrange(10 ** rng.randint(1, 9))) for _ in range(20))
        yield "hex", rng.randbytes(rng.randint(20, 90)).hex(" ", 4)
        yield "letters", " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 10))) for _ in range(12))
        yield "symbols", "".join(rng.choices("!#$%&()*+,-./:;<=>?@[]^_{|}~ ", k=80))
        host = f"mx{rng.randint(1, 9)}.{rng.choice(('mail', 'out', 'smtp'))}-{rng.randint(1, 99)}.example.{rng.choice(('com', 'org'))}"
        token = base64.b64encode(rng.randbytes(12)).decode()
        yield "headers", (
            f"Return-Path: <bounce-{rng.randint(1, 9999)}@{host}>\nReceived: from {host} (unknown [192.0.2.{rng.randint(1, 250)}])\n"
            f"\tby {host} (Postfix) with ESMTPS id {token}\n\tfor <info@example.net>; Tue, 3 Mar 2020 10:11:12 +0100 (CET)\n"
            f"Message-ID: <{token}@{host}>\nMIME-Version: 1.0\nContent-Type: text/html; charset=\"utf-8\"\n"
            f"Content-Transfer-Encoding: base64\nX-Originating-IP: [192.0.2.1]\nDKIM-Signature: v=1; a=rsa-sha256; bh={token}")
    for path in sorted(pathlib.Path(__file__).parents[3].glob("Sources/**/*.swift"))[:400:2]:
        lines = [x for x in path.read_text().split("\n") if x.strip() and not x.strip().startswith("//")]
        if len(lines) > 30:
            yield "code", "\n".join(lines[20:40])
    for lang in "ru uk el bg he ar ja zh ko hi th ka hy".split():
        for text in rng.sample(by_lang[lang], min(40, len(by_lang[lang]))):
            for wrong in "latin-1", "cp1252", "cp437":
                yield "mojibake", text.encode().decode(wrong, "ignore")
    for lang, codes in {"ru": ("cp1251", "koi8-r"), "bg": ("cp1251",), "el": ("iso8859-7",), "zh": ("gb18030",), "ja": ("shift-jis", "euc-jp")}.items():
        for code in codes:
            for text in rng.sample(by_lang[lang], 40):
                yield "mojibake", text.encode(code, "ignore").decode("latin-1")
    wide = {x: x + 0xFEE0 for x in range(0x21, 0x7F)}
    for lang in "en de fr es".split():
        for text in rng.sample(by_lang[lang], 50):
            yield "full-width", text.translate(wide)


def detect(winnow, texts):
    """(label, score, known share) of each text."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/in.jsonl", "w") as file:
            file.writelines(json.dumps({"id": str(i), "text": x}) + "\n" for i, x in enumerate(texts))
        with open(f"{folder}/p.yaml", "w") as file:
            file.write(f"input:\n  - jsonl: {{ paths: [{folder}/in.jsonl] }}\nstages: [detect_language]\n"
                       "output:\n  - jsonl: { path: out }\n")
        subprocess.run([winnow, "run", f"{folder}/p.yaml", "--output", f"{folder}/run"], check=True, capture_output=True)
        found = {}
        ledger = subprocess.run([winnow, "ledger", f"{folder}/run"], check=True, stdout=subprocess.PIPE)
        for row in map(json.loads, ledger.stdout.splitlines()):
            at = "detect_language."
            found[int(row["id"])] = row[at + "language"], row[at + "score"], row[at + "known_features"]
    return [found[i] for i in range(len(texts))]


def bare(label):
    base = label.split("-")[0].lower()
    return SAME.get(base, base)


def main():
    winnow, data = sys.argv[1:3]
    rows = [x for x in read(f"{data}/langid-dev/langid-dev.jsonl.zst")]
    if "--news" in sys.argv:
        with open(sys.argv[sys.argv.index("--news") + 1], encoding="utf-8") as file:
            pairs = [x.rstrip("\n").split("\t", 1) for x in file][1::6]
            rows += [{"lang": lang, "text": text, "source": "news"} for lang, text in pairs]
    made = list(noise(rows, random.Random(11)))
    kinds = collections.defaultdict(list)
    for (kind, text), (label, score, known) in zip(made, detect(winnow, [x for _, x in made])):
        kinds[kind].append((label == "und" or score < 0.5, label, score, known, text))
    total = [x for found in kinds.values() for x in found]
    for kind, found in kinds.items():
        wrong = [(x[1], round(x[2], 2), round(x[3], 2), x[4][:40]) for x in found if not x[0]]
        print(f"{kind:28} {len(found):5} doubted {sum(x[0] for x in found) / len(found):.3f}", wrong[:2])
    print(f"all noise: {sum(x[0] for x in total) / len(total):.4f} of {len(total)}")
    known = {x for group in GROUPS.values() for x in group.split()}
    rows = [x for x in rows if bare(x["lang"]) in known]
    answers = detect(winnow, [x["text"] for x in rows])
    if "--fit" in sys.argv:
        fit(rows, answers)
    bins, groups = collections.defaultdict(list), collections.defaultdict(list)
    for i, (row, (label, score, _)) in enumerate(zip(rows, answers)):
        if i % 2:
            continue
        right = bare(label) == bare(row["lang"])
        bins[min(9, int(score * 10))].append(right)
        if score >= 0.9:
            for name, languages in GROUPS.items():
                if bare(label) in languages.split():
                    groups[name].append(right)
    for low in sorted(bins):
        print(f"{low / 10:.1f} to {low / 10 + 0.1:.1f}: {len(bins[low]):6} right {sum(bins[low]) / len(bins[low]):.3f}")
    for name, found in groups.items():
        print(f"  0.9 to 1, {name:26} {len(found):6} right {sum(found) / len(found):.3f}")


TWINS = "bs hr sr-Latn sl id ms".split()


def features(text, label, score, known):
    p = min(max(score, 1e-4), 1 - 1e-4)
    size = math.log2(1 + min(len(text.encode()), 2048))
    return [math.log(p / (1 - p)), known, size, float(label in TWINS)]


def fit(rows, answers):
    from sklearn.linear_model import LogisticRegression

    part = [i for i in range(len(rows)) if i % 2 and answers[i][0] != "und"]
    x = [features(rows[i]["text"], *answers[i]) for i in part]
    y = [bare(answers[i][0]) == bare(rows[i]["lang"]) for i in part]
    model = LogisticRegression(C=1000, max_iter=1000).fit(x, y)
    print("intercept", model.intercept_, "logit, known, log2 bytes, twin", model.coef_)
    shares = collections.defaultdict(list)
    for i, right in zip(part, y):
        if right:
            shares[bare(answers[i][0])].append(answers[i][2])
    low = sorted((sorted(x)[len(x) // 100], lang) for lang, x in shares.items())
    print("known share of right answers, first percentile:", low[:12])


main()
