"""Whether any script loses paragraphs: texts of many languages, put into the templates of pages.

swift build -c release --product html-lab
python3 Tests/Benchmarks/html/languages.py [--least 0.95]

The texts are those of shared/data/text/multilingual-train.jsonl.zst, paragraphs as they are. Each
page has eight paragraphs, the text of its language in the title, navigation, teasers and footer
also in it. Four templates: a blog's article, one of nothing but div and br, a manual with headings
and lists, a thread of posts. Printed are, for each script, the share of paragraphs kept and the
share of the furniture kept; languages under --least are named.
"""
import argparse
import collections
import html
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

import pages

sys.path.insert(0, str(pages.ROOT / "Tests" / "Generators" / "html"))
TEXTS = pages.SHARED / "data" / "text" / "multilingual-train.jsonl.zst"
PARAGRAPHS = 8
PAGES = 3


def article(title, body, extra):
    text = "".join(f"<p>{p}</p>" for p in body)
    return f"<main><article class=post><h1>{title}</h1><div class=entry-content>{text}</div></article></main>"


def divs(title, body, extra):
    return f"<div class=content><b>{title}</b><br><br>" + "<br><br>".join(body) + "</div>"


def manual(title, body, extra):
    parts = [f"<h1>{title}</h1>"]
    for index, paragraph in enumerate(body):
        if index % 4 == 0:
            parts.append(f"<h2>{extra[index % len(extra)]}</h2>")
        parts.append(
            f"<ul><li>{paragraph}</li></ul>" if index % 4 == 3 else f"<p>{paragraph}</p>")
    return "<div class=document><div class=body>" + "".join(parts) + "</div></div>"


def thread(title, body, extra):
    posts = "".join(
        f"<div class='post' id=p{i}><div class=author><a href=/u{i}>user{i}</a></div>"
        f"<div class=message>{p}</div></div>" for i, p in enumerate(body))
    return f"<h1>{title}</h1><div class=thread>{posts}</div>"


TEMPLATES = dict(article=article, divs=divs, manual=manual, thread=thread)


def page(lang, template, title, body, extra):
    links = "".join(f"<li><a href=/{i}>{word}</a></li>" for i, word in enumerate(extra))
    return (
        f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<header><nav><ul>{links}</ul></nav></header>{template(title, body, extra)}"
        f"<aside class=sidebar><ul>{links}</ul></aside>"
        f"<footer><p>© 2024 {extra[0]}</p></footer></body></html>").encode("utf-8", "replace")


def script(text):
    """The script of most letters, as their names begin."""
    found = collections.Counter()
    for letter in text[:400]:
        if letter.isalpha():
            found[unicodedata.name(letter, "?").split()[0]] += 1
    return found.most_common(1)[0][0].title() if found else "?"


def languages():
    """For each language its paragraphs, from short ones on."""
    lines = subprocess.run(["zstd", "-dcq", TEXTS], check=True, capture_output=True).stdout
    found = collections.defaultdict(dict)
    for line in lines.splitlines():
        row = json.loads(line)
        for paragraph in row["text"].split("\n"):
            paragraph = " ".join(paragraph.split())
            if any(unicodedata.category(letter) == "Cc" for letter in paragraph):
                continue
            wide = sum(ord(c) >= 0x3000 for c in paragraph)
            if 40 <= len(paragraph) + wide <= 1200 and paragraph.count("|") < 2:
                found[row["lang"]].setdefault(paragraph)
    return {lang: list(texts) for lang, texts in sorted(found.items())}


def made(texts, lang):
    """The pages of a language: template, page, paragraphs, furniture."""
    for number in range(min(PAGES, len(texts) // PARAGRAPHS)):
        body = texts[number * PARAGRAPHS:(number + 1) * PARAGRAPHS]
        words = texts[-1 - number]
        extra = [words[i:i + 14].strip() or "x" for i in range(0, 84, 14)]
        title = body[0][:40].strip()
        safe = [html.escape(p) for p in body]
        for name, template in TEMPLATES.items():
            yield name, page(
                lang, template, html.escape(title), safe, [html.escape(e) for e in extra]), body, extra


def flat(text):
    return "".join(c for c in text if not c.isspace())


def main():
    import train

    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", default=pages.ROOT / ".build" / "release" / "html-lab")
    parser.add_argument("--least", type=float, default=0.95)
    arguments = parser.parse_args()
    rows = [(lang, script("".join(body)), *rest, body, extra)
            for lang, texts in languages().items()
            for *rest, body, extra in made(texts, lang)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        train.write_records(folder / "pages", [row[3] for row in rows])
        train.run_lab(arguments.lab, "extract", folder / "pages", folder / "texts")
        texts = train.read_texts((folder / "texts").read_bytes(), 0, len(rows))[0]
    report(rows, texts, arguments.least)


def report(rows, texts, least):
    kept = collections.defaultdict(list)
    by_language = collections.defaultdict(list)
    for (lang, letters, name, _, body, _), text in zip(rows, texts):
        text = flat(text)
        for paragraph in body:
            is_kept = flat(paragraph) in text
            kept[letters, name].append(is_kept)
            kept[letters, "all"].append(is_kept)
            by_language[lang, letters].append(is_kept)
    columns = ["all", *TEMPLATES]
    print("| script | languages | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 2) + "|")
    for letters in sorted({key[0] for key in kept}):
        count = len({lang for lang, other in by_language if other == letters})
        shares = [sum(kept[letters, c]) / max(1, len(kept[letters, c])) for c in columns]
        print(f"| {letters} | {count} | " + " | ".join(f"{s:.3f}" for s in shares) + " |")
    low = {key: sum(v) / len(v) for key, v in by_language.items()}
    names = [f"{lang} ({letters}) {share:.2f}"
             for (lang, letters), share in sorted(low.items()) if share < least]
    print(f"under {least}: " + (", ".join(names) or "none"))


if __name__ == "__main__":
    main()
