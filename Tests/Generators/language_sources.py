"""Gathers translated messages and word lists of Debian packages for the language model.

    apt-get download $(grep -v '^#' Tests/Generators/language_packages.txt)
    apt-get download $(apt-cache search --names-only '^tesseract-ocr-[a-z]{3}(-[a-z]+)?$' | cut -d' ' -f1)
    apt-get install tesseract-ocr        # combine_tessdata and dawg2wordlist
    pip install zstandard==0.25.0 wordfreq==3.1.1
    python Tests/Generators/language_sources.py FOLDER_OF_DEBS sources.jsonl.zst

Each row has lang, variant, source, kind (messages, words or counted) and text. Messages that equal
their English original, hold no two words or many English ones are left out. Word lists give one
word a line; those with counts (`wordfreq`) a word, a tab and its frequency per million.
"""

import collections
import glob
import io
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

import wordfreq
import zstandard

# Locale names whose language isn't their first part.
LOCALES = {
    "no": "nb", "iw": "he", "in": "id", "fil": "tl", "kmr": "ku", "gsw": "als", "ber": "kab",
    "pt_BR": "pt", "zh_CN": "zh", "zh_TW": "zh-Hant", "zh_HK": "zh-Hant", "zh-CN": "zh",
    "zh_Hans": "zh", "zh_Hant": "zh-Hant", "zh-TW": "zh-Hant", "sr@latin": "sr-Latn",
    "sr@Latn": "sr-Latn", "sr@ijekavianlatin": "sr-Latn", "sr@ijekavian": "sr",
    "uz@cyrillic": "uz-Cyrl", "uz@Cyrl": "uz-Cyrl", "uz@Latn": "uz", "ca@valencia": "ca",
    "ca_valencia": "ca", "be@tarask": "be", "nan": "", "crh@latin": "crh", "gug": "gn",
}
SKIPPED = {"en", "sh", "be@latin", "be@Latn", "tt@iqtelif", "ks@devanagari", "sd@devanagari",
           "az_IR", "ur_PK", "brx", "ga@arabic", "ku_IQ", "pa_PK", "tg@latin", "eo@latin", "hi_Latn",
           "zh", "xx", "C", "bs@cyrillic", "kk@latin", "mn@mong", "or_IN@x", "aln", "sco", "frp"}
TESSERACT = dict(
    x.split(":") for x in """afr:af amh:am ara:ar asm:as aze:az aze-cyrl:az-Cyrl bel:be ben:bn
    bod:bo bos:bs bre:br bul:bg cat:ca ceb:ceb ces:cs chr:chr cos:co cym:cy dan:da deu:de div:dv
    dzo:dz ell:el eng:en epo:eo est:et eus:eu fao:fo fas:fa fil:tl fin:fi fra:fr fry:fy gla:gd gle:ga
    glg:gl guj:gu hat:ht heb:he hin:hi hrv:hr hun:hu hye:hy iku:iu ind:id isl:is ita:it jav:jv kan:kn
    kat:ka kaz:kk khm:km kir:ky kmr:ku kor:ko lao:lo lat:la lav:lv lit:lt ltz:lb mal:ml mar:mr mkd:mk
    mlt:mt mon:mn mri:mi msa:ms mya:my nep:ne nld:nl nor:nb oci:oc ori:or pan:pa pol:pl por:pt pus:ps
    que:qu ron:ro rus:ru san:sa sin:si slk:sk slv:sl snd:sd spa:es sqi:sq srp:sr srp-latn:sr-Latn
    sun:su swa:sw swe:sv syr:syr tam:ta tat:tt tel:te tgk:tg tha:th tir:ti ton:to tur:tr uig:ug ukr:uk
    urd:ur uzb:uz uzb-cyrl:uz-Cyrl vie:vi yid:yi yor:yo""".split())
# The lists of these hold Serbian, Croatian and Bosnian in one, or are cut into single characters.
UNCOUNTED = {"sh", "zh", "ja"}
ENGLISH = set("the of and to is in for this you are with not be from that can will your".split())
PLACEHOLDER = re.compile(
    r"<[^>]{0,200}>|&[a-zA-Z#0-9]{1,8};|%[-+0-9.*$]*[a-zA-Z]|%\([^)]*\)[a-z]|\{[^}]*\}|\$\{?\w+\}?"
    r"|https?://\S+|\S+@\S+|[a-z]+\.[a-z.]+|--?[a-z][a-z-]+|\\[a-z]|[A-Za-z_]+\(\)|%\d|[_&~](?=\w)")


def language(locale):
    locale = locale.split(".")[0]
    if locale in SKIPPED:
        return ""
    if locale in LOCALES:
        return LOCALES[locale]
    base = re.split("[_@-]", locale)[0]
    if base in SKIPPED or not 2 <= len(base) <= 3:
        return ""
    return LOCALES.get(base, base)


def messages(data):
    """(original, translation) of a message catalogue."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, originals, translations = struct.unpack(order + "8xIII", data[:20])

    def texts(table):
        for i in range(count):
            length, place = struct.unpack_from(order + "II", data, table + 8 * i)
            yield data[place : place + length]

    for original, translation in zip(texts(originals), texts(translations)):
        if original:
            yield original, translation


def cleaned(original, translation):
    try:
        original, translation = original.decode(), translation.decode()
    except UnicodeDecodeError:
        return
    known = set(original.split("\0"))
    for text in translation.split("\0"):
        if text in known:
            continue
        text = " ".join(PLACEHOLDER.sub(" ", text).split())
        words = text.lower().split()
        is_spaced = not re.search("[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u9fff]", text)
        if is_spaced and (len(words) < 2 or sum(w in ENGLISH for w in words) > len(words) / 6):
            continue
        yield text


def catalogues(folder):
    found = collections.defaultdict(dict)
    for package in sorted(glob.glob(folder + "/*.deb")):
        name = os.path.basename(package).split("_")[0]
        if name.startswith("tesseract"):
            continue
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
            for path in sorted(glob.glob(root + "/**/*.mo", recursive=True)):
                locale = re.search(r"/(?:locale|locales|languages)/([^/]+)/", path)
                if not locale:  # wordpress: de_DE.mo, admin-de_DE.mo
                    locale = re.search(r"(?:^|[/-])([a-z]{2,3}(?:_[A-Z]{2})?)\.mo$", path)
                lang = language(locale[1]) if locale else ""
                if not lang:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                texts = found[name, lang, locale[1]]
                for pair in messages(data) if len(data) > 28 else ():
                    texts.update(dict.fromkeys(cleaned(*pair)))
    for (name, lang, variant), texts in sorted(found.items()):
        yield lang, variant, name, "messages", "\n".join(texts)


def word_lists(folder):
    for package in sorted(glob.glob(folder + "/tesseract-ocr-*.deb")):
        name = os.path.basename(package).split("_")[0]
        lang = TESSERACT.get(name.removeprefix("tesseract-ocr-"))
        if not lang:
            continue
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
            for path in glob.glob(root + "/**/*.traineddata", recursive=True):
                base = root + "/x."
                subprocess.run(["combine_tessdata", "-u", path, base], check=True, stderr=-3)
                if not os.path.exists(base + "lstm-word-dawg"):
                    continue
                subprocess.run(
                    ["dawg2wordlist", base + "lstm-unicharset", base + "lstm-word-dawg",
                     base + "words"], check=True, stderr=-3, stdout=-3)
                with open(base + "words", encoding="utf-8", errors="ignore") as file:
                    words = [x for x in file.read().split("\n") if len(x) > 1 and x.isalpha()]
                yield lang, "", name, "words", "\n".join(words)


def counted_words():
    for lang in sorted(wordfreq.available_languages("small")):
        if lang in UNCOUNTED:
            continue
        counts = wordfreq.get_frequency_dict(lang, "best")
        rows = sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:60_000]
        text = "\n".join(f"{word}\t{count * 1e6:.3f}" for word, count in rows)
        yield {"fil": "tl"}.get(lang, lang), "", "wordfreq", "counted", text


def main(folder, output):
    with open(output, "wb") as file, zstandard.ZstdCompressor(9).stream_writer(file) as out:
        writer = io.TextIOWrapper(out, encoding="utf-8")
        for rows in catalogues(folder), word_lists(folder), counted_words():
            for lang, variant, source, kind, text in rows:
                row = {"lang": lang, "variant": variant, "source": source, "kind": kind}
                writer.write(json.dumps(row | {"text": text}, ensure_ascii=False) + "\n")
        writer.flush()


main(*sys.argv[1:])
