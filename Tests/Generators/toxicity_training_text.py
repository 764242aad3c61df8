"""Makes the training text of the embedded toxicity model.

    pip install zstandard==0.25.0
    python Tests/Generators/toxicity_training_text.py ../shared/data train.txt [FOLD/FOLDS]
    winnow classifier train train.txt --prepare folded --output toxicity.bin --dim 16 --epochs 8 \\
        --rate 0.4 --word-ngrams 2 --minn 3 --maxn 5 --buckets 200000 --min-count 2
    winnow classifier quantize --model toxicity.bin --cutoff 15000 --qnorm --dsub 2 \\
        --output Sources/CModels/toxicity.ftz

With FOLD/FOLDS the lines of one fold are left out and written to train.txt.test instead; templates
of HateCheck stay together. Beside the labelled sets there are harmless lines: English prose, and
sentences that name groups of people without ill will, so that naming them isn't the signal.
"""

import collections
import io
import json
import random
import sys
import zlib

import zstandard

PROSE = {
    "nltk-movie_reviews": 2000,
    "nltk-product_reviews": 1500,
    "c4-sample": 2500,
    "dolly-wiki-passages": 2500,
    "classic-books": 2000,
    "nltk-state_union": 500,
}
PEOPLE = """women|men|gay people|lesbians|trans people|transgender women|bisexual people|Muslims|Jews
|Christians|Hindus|atheists|black people|white people|Asian people|Latinos|Arabs|Roma|immigrants
|refugees|disabled people|blind people|deaf people|autistic people|old people|poor people
|Mexicans|Chinese people|Indians|Africans|Turks|women in sport|queer people""".replace("\n", "").split("|")
SAYINGS = """I am glad that {} live in our street.|{} deserve equal rights.|My best friends are {}.
|We invited {} to the festival.|The museum shows how {} lived a hundred years ago.
|{} voted in large numbers this year.|A new clinic for {} opened in the city.
|I learned a lot from {} at work.|Many {} came to the meeting.|The report counts {} in each region.
|It is wrong to hate {}.|Nobody should insult {}.|The law protects {} against discrimination.
|{} are our neighbours and friends.|I love {}.|I have nothing against {}.|{} are not a problem.
|Some {} write poems, others build bridges.|The film tells the story of {}.|I do not hate {}.
|We stand with {}.|Attacks on {} have increased, police said.|I would never call {} stupid.
|Doctors advise {} to sleep enough.|I hate it when people treat {} badly.""".replace("\n", "").split("|")
REPEATS = collections.defaultdict(lambda: 1) | {
    ("hatecheck", False): 4,
    ("hatecheck", True): 2,
    ("davidson", False): 2,
    ("surge-ai", True): 2,
    ("surge-ai", False): 2,
}


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for line in text:
            yield json.loads(line)


def prose(data, rng):
    taken = collections.Counter()
    for row in read(f"{data}/text/english.jsonl.zst"):
        source = row["source"]
        sentences = [x for x in row["text"].replace("\n", " ").split(". ") if 20 < len(x) < 220]
        for sentence in rng.sample(sentences, min(3, len(sentences))):
            if taken[source] < PROSE.get(source, 0):
                taken[source] += 1
                yield sentence


def main(data, output, fold=None):
    part, parts = map(int, fold.split("/")) if fold else (-1, 1)
    rng = random.Random(23)
    lines, left_out = [], []
    for row in read(f"{data}/toxicity-dev/toxicity.jsonl.zst"):
        label = "toxic" if row["toxic"] else "clean"
        line = f"__label__{label} {' '.join(row['text'].split())}\n"
        group = row["set"] + str(row.get("templ_id", row["id"]))
        if zlib.crc32(group.encode()) % parts == part:
            left_out.append((row["id"], line))
        else:
            lines += [line] * REPEATS[row["set"], row["toxic"]]
    lines += (f"__label__clean {sentence}\n" for sentence in prose(data, rng))
    lines += (f"__label__clean {s.format(p)}\n" for s in SAYINGS for p in PEOPLE)
    rng.shuffle(lines)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(lines)
    if fold:
        with open(output + ".test", "w", encoding="utf-8") as file:
            file.writelines(f"{key}\t{line}" for key, line in left_out)


main(*sys.argv[1:])
