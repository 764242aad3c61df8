# Precision and recall of `pii` on a labelled set, beside datatrove and scrubadub.
#
#     pip install -r Tests/Benchmarks/pii/requirements.txt
#     python Tests/Benchmarks/pii/labelled.py .build/release/winnow ../shared/data 300
#
# The set, made with a fixed seed: 300 values of each form (a template with random parts that obey
# the form's own checks) stand in sentences of real English text that hold no digit, `@` or colon.
# Lookalikes are made the same way and labelled as nothing. A value counts as found when the whole
# of it and nothing else is replaced by its kind's name. Last: what is found per megabyte of real
# text, which is not labelled, with samples to judge by.
import io
import json
import random
import re
import string
import subprocess
import sys
import tempfile
from pathlib import Path

import zstandard

chance = random.Random(23)
ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def digits(count):
    return "".join(chance.choice(string.digits) for _ in range(count))


def drawn(count, alphabet):
    return "".join(chance.choice(alphabet) for _ in range(count))


def number(low, high):
    return chance.randrange(low, high + 1)


def word():
    return drawn(number(3, 9), string.ascii_lowercase)


def luhn(prefix, length):
    body = prefix + digits(length - len(prefix) - 1)
    total = 0
    for i, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if i % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def grouped(text, sizes, mark):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return mark.join(parts)


def iban():
    country, form = chance.choice(
        [("DE", "18n"), ("GB", "4a14n"), ("FR", "23n"), ("NL", "4a10n"), ("ES", "20n"), ("NO", "11n")])
    body = "".join(
        drawn(int(n), string.ascii_uppercase if kind == "a" else string.digits)
        for n, kind in re.findall(r"(\d+)([an])", form))
    value = int("".join(str(int(c, 36)) for c in body + country + "00"))
    return f"{country}{98 - value % 97:02d}{body}"


def spaced(text):
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def public_ip():
    first = chance.choice([8, 17, 31, 52, 93, 104, 151, 185, 212])
    return f"{first}.{number(0, 255)}.{number(0, 255)}.{number(1, 254)}"


def ipv6():
    groups = [f"2{drawn(3, HEX)}"] + [f"{number(1, 65535):x}" for _ in range(7)]
    if chance.random() < 0.6:
        start = number(2, 4)
        groups[start : start + number(2, 3)] = [""]
    return ":".join(groups)


def area():
    return f"{number(2, 9)}{digits(2)}"


def ssn():
    return f"{number(1, 665):03d}-{number(1, 99):02d}-{number(1, 9999):04d}"


def card(mark):
    prefix, length, sizes = chance.choice(
        [("4", 16, [4] * 4), ("5%d" % number(1, 5), 16, [4] * 4), ("37", 15, [4, 6, 5]),
         ("6011", 16, [4] * 4)])
    return grouped(luhn(prefix, length), sizes, mark)


def jwt():
    return ".".join(["eyJhbGciOiJIUzI1NiJ9", "eyJ" + drawn(40, ALNUM), drawn(43, ALNUM + "-_")])


FORMS = {
    "email": {
        "plain": lambda: f"{word()}@{word()}.com",
        "dotted": lambda: f"{word()}.{word()}@{word()}.co.uk",
        "tagged": lambda: f"{word()}+{word()}{number(1, 99)}@mail.{word()}.org",
        "capitals": lambda: f"{word().title()}.{word().title()}@{word().upper()}.DE",
        "marks": lambda: f"{word()}_{word()}-{digits(2)}@{word()}-{word()}.info",
    },
    "ipv4": {"public": public_ip},
    "ipv6": {"global": ipv6},
    "phone": {
        "us dashes": lambda: f"{area()}-{area()}-{digits(4)}",
        "us parentheses": lambda: f"({area()}) {area()}-{digits(4)}",
        "us dots": lambda: f"{area()}.{area()}.{digits(4)}",
        "us country": lambda: f"+1 {area()} {area()} {digits(4)}",
        "us toll": lambda: f"1-800-{area()}-{digits(4)}",
        "uk": lambda: f"+44 20 {digits(4)} {digits(4)}",
        "de": lambda: f"+49 (0){number(30, 89)} {digits(7)}",
        "fr": lambda: f"+33 {number(1, 7)} " + " ".join(digits(2) for _ in range(4)),
        "in": lambda: f"+91-{number(70000, 99999)}-{digits(5)}",
        "slash": lambda: f"+49 {number(201, 989)}/{digits(6)}",
    },
    "iban": {"plain": iban, "spaced": lambda: spaced(iban())},
    "card": {
        "plain": lambda: card(""),
        "spaces": lambda: card(" "),
        "hyphens": lambda: card("-"),
    },
    "ssn": {"hyphens": ssn},
    "secret": {
        "aws": lambda: "AKIA" + drawn(16, string.ascii_uppercase + "234567"),
        "github": lambda: "ghp_" + drawn(36, ALNUM),
        "google": lambda: "AIza" + drawn(35, ALNUM + "-_"),
        "slack": lambda: f"xoxb-{digits(12)}-{drawn(24, ALNUM)}",
        "stripe": lambda: "sk_live_" + drawn(24, ALNUM),
        "openai": lambda: "sk-" + drawn(48, ALNUM),
        "web token": jwt,
    },
}

LOOKALIKES = {
    "version": lambda: f"version {number(1, 20)}.{number(0, 30)}.{number(0, 40)}.{number(0, 250)}",
    "release": lambda: f"v{number(1, 20)}.{number(0, 30)}.{number(0, 40)}",
    "section": lambda: f"Section {number(1, 20)}.{number(1, 9)}.{number(1, 9)}.{number(1, 9)}",
    "oid": lambda: f"1.3.6.1.4.1.{number(1, 40000)}.{number(1, 9)}",
    "date": lambda: chance.choice(["{0}-{1:02d}-{2:02d}", "{2}.{1}.{0}", "{1}/{2}/{0}"]).format(
        number(1950, 2030), number(1, 12), number(1, 28)),
    "time": lambda: f"{number(0, 23):02d}:{number(0, 59):02d}:{number(0, 59):02d}",
    "years": lambda: f"{number(1800, 1950)}-{number(1951, 2020)}",
    "isbn": lambda: f"ISBN 978-{number(0, 3)}-{digits(3)}-{digits(5)}-{digits(1)}",
    "isbn plain": lambda: f"978{digits(10)}",
    "issn": lambda: f"ISSN {digits(4)}-{digits(4)}",
    "doi": lambda: f"10.{digits(4)}/{word()}.{number(1990, 2020)}.{digits(6)}",
    "arxiv": lambda: f"arXiv:{digits(4)}.{digits(5)}",
    "order": lambda: f"order #{digits(3)}-{digits(7)}-{digits(7)}",
    "price": lambda: f"${number(1, 999)},{digits(3)},{digits(3)}.{digits(2)}",
    "milliseconds": lambda: f"1{number(4, 7)}{digits(11)}",
    "number": lambda: digits(16),
    "sha": lambda: drawn(chance.choice([7, 32, 40, 64]), HEX),
    "uuid": lambda: "-".join(drawn(n, HEX) for n in (8, 4, 4, 4, 12)),
    "mac": lambda: ":".join(drawn(2, HEX) for _ in range(6)),
    "private ip": lambda: f"192.168.{number(0, 255)}.{number(1, 254)}",
    "card typo": lambda: grouped(str(int(luhn("4", 16)) ^ 1), [4] * 4, " "),
    "ssn unissued": lambda: f"{chance.choice(['000', '666', '9' + digits(2)])}-{digits(2)}-{digits(4)}",
    "iban typo": lambda: iban()[:-1] + "Z",
    "handle": lambda: f"@{word()}",
    "login": lambda: f"{word()}@{word()}",
    "decorator": lambda: f"@{word()}.{word()}",
    "scope": lambda: f"{word()}::{word()}",
    "bible": lambda: f"John {number(1, 21)}:{number(1, 40)}-{number(41, 60)}",
    "part": lambda: f"{digits(2)}-{digits(5)}-{digits(3)}",
    "coordinates": lambda: f"{number(10, 80)}.{digits(6)}, -{number(10, 170)}.{digits(6)}",
    "sum": lambda: f"+{number(2, 999)}.{digits(2)}",
    "slug": lambda: "sk-" + "-".join(word() for _ in range(8)),
}
BEFORE = ["", " (", " ", ", ", ": ", "\n", ' "', " <"]
AFTER = {" (": ")", ' "': '"', " <": ">"}


def texts(shared, name):
    with open(shared / "text" / f"{name}.jsonl.zst", "rb") as raw:
        reader = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(reader, encoding="utf-8"):
            yield json.loads(line)["text"]


def carriers(shared):
    found = []
    for text in texts(shared, "english"):
        found += [s for s in re.split(r"(?<=\.)\s+", text)
                  if 40 < len(s) < 160 and not re.search(r"[\d@:<>]", s)]
        if len(found) > 20000:
            return found


def labelled(shared, count):
    """Rows of kind, form, before, value, after; the kind is empty for lookalikes."""
    source = carriers(shared)
    forms = [(kind, form, make) for kind, some in FORMS.items() for form, make in some.items()]
    forms += [("", form, make) for form, make in LOOKALIKES.items()]
    for kind, form, make in forms:
        for _ in range(count):
            mark = chance.choice(BEFORE)
            before = chance.choice(source) + (mark or " ")
            after = AFTER.get(mark, chance.choice(["", ".", ",", " "])) + " " + chance.choice(source)
            yield kind, form, before, make(), after


def winnow(program, rows):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        with open(folder / "in.jsonl", "w") as file:
            for text in rows:
                file.write(json.dumps({"text": text}) + "\n")
        (folder / "pii.yaml").write_text(
            f"name: pii\ninput:\n  - jsonl: {{ paths: [{folder}/in.jsonl] }}\n"
            "stages:\n  - pii: { action: tag }\noutput:\n  - jsonl: { path: text, compression: none }\n")
        subprocess.run(
            [program, "run", folder / "pii.yaml", "--output", folder / "run"], check=True,
            stdout=subprocess.DEVNULL)
        lines = []
        for path in sorted((folder / "run/text").rglob("*.jsonl*")):
            lines += path.read_text().splitlines()
        return [json.loads(line)["text"] for line in lines]


def datatrove(_, rows):
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter(email_replacement="<EMAIL>", ip_replacement="<IPV4>")
    return [formatter.format(text) for text in rows]


def scrubbed(_, rows):
    import scrubadub

    scrubber = scrubadub.Scrubber()
    names = {"SSN": "SSN", "CREDIT_CARD": "CARD", "EMAIL": "EMAIL", "PHONE": "PHONE"}
    tag = re.compile(r"\{\{(\w+?)(?:-\d+)?\}\}")
    return [tag.sub(lambda m: f"<{names.get(m[1], m[1])}>", scrubber.clean(text)) for text in rows]


TAG = re.compile(r"<(" + "|".join(kind.upper() for kind in FORMS) + ")>")


def score(name, rows, outputs):
    found, wrong, missed, false = {}, {}, {}, {}
    for (kind, form, before, _, after), output in zip(rows, outputs, strict=True):
        whole = kind and output == f"{before}<{kind.upper()}>{after}"
        if kind:
            found[kind] = found.get(kind, 0) + whole
            missed.setdefault((kind, form), []).append(not whole)
        for tag in TAG.findall(output):
            if not whole:
                wrong[tag.lower()] = wrong.get(tag.lower(), 0) + 1
                false[form if kind == "" else f"{kind} {form}"] = false.get(
                    form if kind == "" else f"{kind} {form}", 0) + 1
    print(f"{name}\n  kind     recall  precision")
    for kind in FORMS:
        total = sum(len(v) for (k, _), v in missed.items() if k == kind)
        hits, misses = found[kind], wrong.get(kind, 0)
        precision = f"{hits / (hits + misses):.4f}" if hits + misses else "-"
        print(f"  {kind:8} {hits / total:.4f}  {precision}")
    least = {f"{k} {f}": sum(v) / len(v) for (k, f), v in missed.items() if any(v) and found[k]}
    print("  missed:", ", ".join(f"{k} {v:.2f}" for k, v in sorted(least.items())) or "nothing")
    print("  found in lookalikes or not whole:", dict(sorted(false.items())) or "nothing")


def real(program, shared):
    documents = [text for text in texts(shared, "english")][::8]
    size = sum(len(text.encode()) for text in documents) / 1e6
    counts, samples = {}, {}
    for text, output in zip(documents, winnow(program, documents), strict=True):
        for match in TAG.finditer(output):
            if match.group() not in text:
                counts[match[1]] = counts.get(match[1], 0) + 1
                samples.setdefault(match[1], []).append(output[max(0, match.start() - 40) : match.end() + 20])
    print(f"real text, {size:.1f} MB, not labelled:", dict(sorted(counts.items())))
    for kind in sorted(samples):
        for sample in chance.sample(samples[kind], min(5, len(samples[kind]))):
            print(f"  {kind}: {sample!r}")


def main():
    program, shared, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    rows = list(labelled(shared, count))
    inputs = [before + value + after for _, _, before, value, after in rows]
    print(f"{len(rows)} texts, {sum(1 for row in rows if row[0])} of them with personal data")
    for name, run in [("winnow", winnow), ("datatrove", datatrove), ("scrubadub", scrubbed)]:
        try:
            score(name, rows, run(program, inputs))
        except ImportError as error:
            print(f"{name}: not installed ({error})")
    real(program, shared)


main()
