"""Pages as people write them by hand: what is lost of their text, and what of their furniture stays.

swift build -c release --product html-lab
python3 Tests/Benchmarks/html/handmade.py [--pages 200] [--seed 1] [--show 20] [--kind forum]

Each page is drawn at random: one of nine kinds (articles, threads, questions, FAQs, manuals, products
with reviews, listings, services, recipes), in one of many forms of markup, within a shell of site
name, menu, consent banner, sidebar, breadcrumb, and footer, each of which may be missing. Sentences
are those of shared/data/text/english.jsonl.zst. A line of the page is content, furniture or neither
(names of authors, dates, prices); printed are, for each kind, the share of the content's lines lost
and of the furniture's lines kept, and the markup around the ones that were wrong most often.
"""

import argparse
import collections
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import pages

sys.path.insert(0, str(pages.ROOT / "Tests" / "Generators" / "html"))
TEXTS = pages.SHARED / "data" / "text" / "english.jsonl.zst"


def sentences():
    """Plain sentences of 30 to 220 characters, each once."""
    lines = subprocess.run(["zstd", "-dcq", TEXTS], check=True, capture_output=True).stdout
    found = {}
    for line in lines.splitlines()[:6000]:
        for sentence in re.split(r"(?<=[.?!])\s+", json.loads(line)["text"]):
            if 30 <= len(sentence) <= 220 and re.fullmatch(r"[A-Z][a-z]*[ a-zA-Z,'-]+[.?!]", sentence):
                found[sentence] = True
    return list(found)


class Page:
    """Draws a page; remembers the lines that are content and those that are furniture."""

    def __init__(self, seed, source):
        self.random = random.Random(seed)
        self.source = source
        self.content, self.furniture = [], []
        self.used = set()
        # Most pages are short; some have several times as many of everything.
        self.scale = self.random.choice((1, 1, 2, 5))

    def any(self, *choices):
        return self.random.choice(choices)

    def maybe(self, chance, text):
        return text() if self.random.random() < chance else ""

    def sentence(self, least=30, most=220):
        while True:
            text = self.random.choice(self.source)
            if least <= len(text) <= most and text not in self.used:
                self.used.add(text)
                return text

    def phrase(self, least=2, most=5):
        while True:
            words = self.sentence(60).rstrip(".?!").replace(",", "").split()
            start = self.random.randrange(len(words))
            text = " ".join(words[start : start + self.random.randint(least, most)])
            if len(text) > 7 and text not in self.used:
                self.used.add(text)
                return text[0].upper() + text[1:]

    def keep(self, text):
        self.content.append(text)
        return html.escape(text, quote=False)

    def drop(self, text):
        self.furniture.append(text)
        return html.escape(text, quote=False)

    def prose(self, least=1, most=4):
        """A paragraph's sentences."""
        return " ".join(self.keep(self.sentence()) for _ in range(self.random.randint(least, most)))

    def short(self):
        return self.keep(self.sentence(30, 60))

    def line(self):
        return self.keep(self.phrase())

    def many(self, least, most, make):
        return "".join(make() for _ in range(self.random.randint(least, most * self.scale)))

    def attribute(self, *names):
        """A class or an id of one of the names, or none."""
        name = self.any(*names, "")
        if not name:
            return ""
        return f' {self.any("class", "class", "class", "id")}="{name}"'

    def user(self):
        return self.any("marta", "old_wheel", "piet", "Joan K.", "dkramer", "Anna", "tom1982", "lin")

    def date(self):
        return f"{self.random.randint(1, 28)} {self.any('May', 'June', 'March')} {self.random.randint(2004, 2024)}"

    # The parts of texts.

    def paragraph(self):
        form = self.any("p", "p", "p", "p", "div")
        return f"<{form}>{self.prose()}</{form}>"

    def items(self):
        tag = self.any("ul", "ol")
        item = self.any(self.line, self.short, lambda: self.prose(1, 2))
        return f"<{tag}>" + self.many(2, 6, lambda: f"<li>{item()}</li>") + f"</{tag}>"

    def table(self):
        head = f"<tr><th>{self.line()}</th><th>{self.line()}</th></tr>" if self.random.random() < 0.6 else ""
        return (
            f"<table>{head}"
            + self.many(2, 5, lambda: f"<tr><td>{self.line()}</td><td>{self.line()}</td></tr>")
            + "</table>"
        )

    def quote(self):
        return f"<blockquote{self.attribute('quote')}><p>{self.prose(1, 2)}</p></blockquote>"

    def code(self):
        command = f"{self.any('run', 'make', 'git', 'ls')} --{self.any('all', 'force', 'quiet')} {self.random.randint(100, 9999)}"
        self.content.append(command)
        form = self.any(
            "<pre>{}</pre>", "<pre><code>{}</code></pre>", '<div class="highlight"><pre>{}</pre></div>'
        )
        return form.format(command)

    def terms(self):
        return (
            "<dl>" + self.many(2, 4, lambda: f"<dt>{self.line()}</dt><dd>{self.prose(1, 2)}</dd>") + "</dl>"
        )

    def part(self):
        return self.any(
            self.paragraph,
            self.paragraph,
            self.paragraph,
            self.items,
            self.table,
            self.quote,
            self.code,
            self.terms,
        )()

    def section(self, level=2):
        wrap = self.any("{}", "{}", '<section>{}</section>', '<div class="section">{}</div>', '<div>{}</div>')
        return wrap.format(
            f"<h{level}>{self.line()}</h{level}>" + self.paragraph() + self.many(0, 2, self.part)
        )

    def hidden(self, text):
        """What a click shows."""
        form = self.any(
            '<div hidden>{}</div>',
            '<div style="display:none">{}</div>',
            '<div class="collapse" style="display: none;">{}</div>',
            '<div aria-hidden="true" hidden>{}</div>',
        )
        return form.format(text)

    def headline(self, text, level=1):
        form = self.any(
            "<h{0}>{1}</h{0}>",
            "<h{0}>{1}</h{0}>",
            '<h{0} class="title">{1}</h{0}>',
            '<header><h{0}>{1}</h{0}></header>',
            '<div class="page-header"><h{0}>{1}</h{0}></div>',
        )
        return form.format(level, self.keep(text))

    # The kinds.

    def article(self, title):
        by = self.any(
            "",
            f'<p class="byline">By {self.user()}, {self.date()}</p>',
            f'<div class="meta">{self.date()}</div>',
        )
        body = self.paragraph() + self.many(1, 4, self.part) + self.many(0, 2, self.section)
        body += self.maybe(
            0.15,
            lambda: '<a href="#" class="more">Read more</a>'
            + self.hidden(self.paragraph() + self.many(0, 2, self.paragraph)),
        )
        tail = self.maybe(
            0.3, lambda: f'<div class="share"><a href="#">{self.drop("Share on Twitter")}</a></div>'
        )
        tail += self.maybe(0.3, lambda: self.related("Related articles"))
        wrap = self.any(
            "{}", "<article>{}</article>", '<div class="post">{}</div>', '<div class="entry-content">{}</div>'
        )
        return wrap.format(self.headline(title) + by + body) + tail

    def related(self, name):
        cards = self.many(3, 4, lambda: f'<li><a href="/r">{self.drop(self.phrase())}</a></li>')
        return f'<div{self.attribute("related", "related-posts")}><h3>{self.drop(name)}</h3><ul>{cards}</ul></div>'

    def forum(self, title):
        body = self.any(
            "<p>{}</p>",
            '<div class="{}">{{}}</div>'.format(self.any("content", "message", "body", "text")),
            "{}",
            "<div>{}</div>",
        )
        author = self.any(
            '<div class="author">{}</div>',
            '<span class="user">{}</span>',
            '<a href="/u">{}</a>',
            "<strong>{}</strong>",
            "<cite>{}</cite>",
            '<p class="author">{}</p>',
        )
        when = self.any("", '<span class="date">{}</span>', "<time>{}</time>", "<small>{}</small>")
        buttons = self.any(
            "",
            "",
            '<div class="buttons"><a href="#">Reply</a> <a href="#">Quote</a></div>',
            '<button>Reply</button>',
            '<ul class="actions"><li><a href="#">Like</a></li><li><a href="#">Reply</a></li></ul>',
        )
        tag, name = self.any(
            ("div", "post"),
            ("div", "message"),
            ("article", "post"),
            ("li", "comment"),
            ("div", ""),
            ("section", "reply"),
            ("article", ""),
        )

        def post():
            words = self.any(self.short, self.prose, self.prose)()
            if self.random.random() < 0.2:
                words = f"<blockquote>{self.prose(1, 1)}</blockquote>" + words
            attribute = f' class="{name}"' if name else ""
            return (
                f"<{tag}{attribute}>"
                + author.format(self.user())
                + when.format(self.date())
                + body.format(words)
                + buttons
                + f"</{tag}>"
            )

        posts = self.many(2, 6, post)
        if tag == "li":
            posts = f"<ol{self.attribute('thread', 'comments')}>{posts}</ol>"
        return self.headline(title) + posts

    def questions(self, title):
        """A question and its answers."""
        form = self.any(
            "<p>{}</p>",
            "<div><p>{}</p></div>",
            '<div class="{}"><p>{{}}</p></div>'.format("post-text"),
            "<div>{}</div>",
        )
        names = self.any(("question", "answer"), ("", ""), ("q", "a"))

        def wrap(name, text):
            return f"<div class=\"{name}\">{text}</div>" if name else f"<div>{text}</div>"

        asked = wrap(names[0], form.format(self.any(self.short, self.prose)()))
        answers = self.many(
            1,
            4,
            lambda: wrap(
                names[1],
                form.format(self.any(self.short, self.prose)())
                + self.maybe(0.4, lambda: f'<span class="by">{self.user()}</span>'),
            ),
        )
        count = self.maybe(0.4, lambda: f"<h2>{self.random.randint(2, 9)} Answers</h2>")
        return self.headline(title) + asked + count + answers

    def faq(self, title):
        form = self.any(
            "<h3>{}</h3><p>{}</p>",
            "<h2>{}</h2><p>{}</p>",
            "<details><summary>{}</summary><p>{}</p></details>",
            "<p><b>{}</b></p><p>{}</p>",
            "<div><p>{}</p></div><div><p>{}</p></div>",
            '<div class="faq-item"><div class="q">{}</div><div class="a">{}</div></div>',
            '<div class="accordion-item"><button aria-expanded="false">{}</button><div class="panel">{}</div></div>',
            '<div class="item"><h4><a href="#">{}</a></h4><div>{}</div></div>',
            "<dt>{}</dt><dd>{}</dd>",
            "<h3>{}</h3>" + self.hidden("{}"),
            "<div><button>{}</button>" + self.hidden("<p>{}</p>") + "</div>",
        )

        def pair():
            question = self.keep(
                f"{self.any('How do I', 'What is', 'Where can I', 'Can I')} {self.phrase().lower()}?"
            )
            return form.format(question, self.any(self.short, self.prose)())

        pairs = self.many(2, 6, pair)
        if form.startswith("<dt"):
            pairs = f"<dl>{pairs}</dl>"
        return (
            self.headline(title)
            + self.maybe(0.4, self.paragraph)
            + f"<div{self.attribute('faq')}>{pairs}</div>"
        )

    def manual(self, title):
        return (
            self.headline(title)
            + self.maybe(0.8, self.paragraph)
            + self.many(
                1,
                4,
                lambda: self.section(self.any(2, 2, 3))
                + self.maybe(0.6, self.code)
                + self.maybe(0.2, self.terms),
            )
        )

    def product(self, title):
        price = self.any('<span class="price">€ 34.90</span>', "<p>$12.00</p>", '<div class="price">£8</div>')
        buy = self.any('<button>Add to cart</button>', '<form><button>Add to basket</button></form>', "")
        about = self.any(
            "{}", '<div class="description">{}</div>', "<h2>Description</h2><div>{}</div>"
        ).format(self.paragraph() + self.maybe(0.5, self.items))
        specs = self.maybe(0.6, self.table)
        if self.random.random() < 0.3:
            about = f'<ul class="tabs"><li><a href="#d">Description</a></li><li><a href="#s">Details</a></li></ul>' f'<div id="d" class="tab-pane active">{about}</div>' + self.hidden(
                specs + self.paragraph()
            ).replace(
                "<div", '<div id="s"', 1
            )
            specs = ""
        author = self.any('<span class="name">{}</span>', "<strong>{}</strong>", "<p>{}</p>")
        box = self.any(
            '<div class="review">{}</div>', "<li>{}</li>", "<div>{}</div>", "<article>{}</article>"
        )
        reviews = self.many(
            1,
            4,
            lambda: box.format(author.format(self.user()) + f"<p>{self.any(self.short, self.prose)()}</p>"),
        )
        if box.startswith("<li"):
            reviews = f"<ul>{reviews}</ul>"
        reviews = self.maybe(
            0.6, lambda: f"<section{self.attribute('reviews')}><h2>Reviews</h2>{reviews}</section>"
        )
        if not reviews:
            self.content = [line for line in self.content if line in html.unescape(about + specs)]
        other = self.maybe(0.4, lambda: self.related("Customers also bought"))
        return f"<div{self.attribute('product')}>{self.headline(title)}{price}{buy}{about}{specs}{reviews}</div>{other}"

    def listing(self, title):
        """Entries with teasers."""
        form = self.any(
            '<div class="entry"><h2><a href="/e">{}</a></h2><p>{}</p></div>',
            '<article><h2><a href="/e">{}</a></h2><p>{}</p><a href="/e">Read more</a></article>',
            '<li><a href="/e">{}</a><p>{}</p></li>',
            "<tr><td><a href=\"/e\">{}</a></td><td>{}</td></tr>",
        )
        entries = self.many(3, 8, lambda: form.format(self.line(), self.prose(1, 2)))
        if form.startswith("<li"):
            entries = f"<ul>{entries}</ul>"
        if form.startswith("<tr"):
            entries = f"<table>{entries}</table>"
        return self.headline(title) + self.maybe(0.5, self.paragraph) + entries

    def service(self, title):
        card = self.any(
            '<div class="feature"><h3>{}</h3><p>{}</p></div>',
            "<li><h3>{}</h3>{}</li>",
            '<div class="col"><h4>{}</h4><p>{}</p></div>',
        )
        cards = self.many(3, 4, lambda: card.format(self.line(), self.any(self.short, self.prose)()))
        if card.startswith("<li"):
            cards = f"<ul>{cards}</ul>"
        hero = f'<div{self.attribute("hero", "intro")}>{self.headline(title)}<p>{self.short()}</p></div>'
        call = self.maybe(0.5, lambda: '<a class="btn" href="/start">Get started</a>')
        said = self.maybe(0.4, lambda: f"<h2>{self.line()}</h2>{self.quote()}")
        return hero + call + cards + self.many(0, 2, self.section) + said

    def recipe(self, title):
        parts = (
            f"<ul{self.attribute('ingredients')}>"
            + self.many(3, 6, lambda: f"<li>{self.line()}</li>")
            + "</ul>"
        )
        step = self.any("<li>{}</li>", "<p>{}</p>", '<div class="step">{}</div>')
        steps = self.many(2, 5, lambda: step.format(self.any(self.short, lambda: self.prose(1, 2))()))
        if step.startswith("<li"):
            steps = f"<ol>{steps}</ol>"
        return (
            self.headline(title)
            + self.paragraph()
            + f"<h2>{self.any('Ingredients', 'You need')}</h2>{parts}"
            + f"<h2>{self.any('Method', 'Directions')}</h2>{steps}"
        )

    # What stands around.

    def links(self, least=3, most=6):
        return self.many(least, most, lambda: f'<li><a href="/n">{self.drop(self.phrase(1, 2))}</a></li>')

    def banner(self):
        name = self.any("cookie-banner", "cookie-consent", "cookieBar", "gdpr", "cc-window", "consent")
        role = self.any("", "", ' role="dialog"')
        words = self.any(
            "We use cookies to give you the best experience on our site.",
            "This website uses cookies. By continuing you accept their use.",
            "We and our partners store and access information on a device, such as cookies, and process personal data.",
        )
        return (
            f'<div {self.any("class", "id")}="{name}"{role}><p>{self.drop(words)}</p>'
            f'<button>{self.any("Accept", "Accept all")}</button></div>'
        )

    def overlay(self):
        """What lies over the page, or is hidden until a script fills it."""
        asks = self.any(
            "We use cookies to give you the best experience on our site.",
            "Diese Website verwendet Cookies, um Inhalte und Anzeigen zu personalisieren.",
            "Ce site utilise des cookies pour améliorer votre expérience de navigation.",
            "Utilizamos cookies propias y de terceros para mejorar nuestros servicios.",
        )
        offers = self.any(
            "Take ten percent off your first order when you sign up today.",
            "Subscribe to our weekly letter and never miss a post again.",
            "Sign in to save this page to your list and read it later.",
        )
        button = self.any("<button>{}</button>", '<a href="#">{}</a>', '<a class="btn" href="#">{}</a>')
        agree = button.format(self.any("OK", "Got it", "Accept", "Alle akzeptieren", "Tout accepter"))
        close = button.format(self.any("No thanks", "Close", "×"))
        return self.any(
            f'<div class="fixed bottom-0 w-full p-4"><p>{self.drop(asks)}</p>{agree}</div>',
            f'<div class="{self.any("qc-cmp2-container", "fc-root", "notice-bar", "cc-bar")}"><div><p>'
            f"{self.drop(asks)}</p>{agree}</div></div>",
            f"<dialog><h2>{self.drop(self.phrase())}</h2><p>{self.drop(offers)}</p>{close}</dialog>",
            f'<div role="dialog" aria-modal="true"><h2>{self.drop(self.phrase())}</h2>'
            f"<p>{self.drop(offers)}</p>{close}</div>",
            f"<p hidden>{self.drop(self.sentence())}</p>",
            f'<div style="display:none"><p>{self.drop(self.sentence())}</p></div>',
            f"<template><p>{self.drop(self.sentence())}</p></template>",
        )

    def sidebar(self):
        tag = self.any("aside", 'aside class="sidebar"', 'div class="sidebar"', 'div id="sidebar"')
        return f"<{tag}><h3>{self.drop(self.phrase())}</h3><ul>{self.links()}</ul></{tag.split()[0]}>"

    def footer(self):
        tag = self.any("footer", 'div class="footer"', 'div id="footer"')
        return (
            f'<{tag}><p>{self.drop("© 2024 " + self.phrase() + ". All rights reserved.")} '
            f'<a href="/privacy">Privacy policy</a></p></{tag.split()[0]}>'
        )

    def header(self):
        site = self.any("Harbour Notes", "Wheel Forum", "Kettle Shop")
        name = self.any(f'<div class="logo"><a href="/">{site}</a></div>', f'<a href="/">{site}</a>', "")
        tag = self.any("header", 'div id="header"', 'div class="site-header"')
        menu = self.any(
            "<nav><ul>{}</ul></nav>", '<ul class="menu">{}</ul>', '<div class="nav"><ul>{}</ul></div>'
        )
        return f"<{tag}>{name}{menu.format(self.links())}</{tag.split()[0]}>"

    def signup(self):
        words = "Subscribe to our newsletter and never miss a post."
        return f'<div class="{self.any("newsletter", "signup")}"><p>{self.drop(words)}</p><form><input type="email"><button>Subscribe</button></form></div>'

    def make(self, kind):
        title = self.phrase(3, 6)
        body = getattr(self, kind)(title)
        wrap = self.any(
            "{}",
            "<main>{}</main>",
            '<div id="content">{}</div>',
            '<div class="container">{}</div>',
            '<div id="main"><div class="inner">{}</div></div>',
        )
        stated = self.any(
            f"<title>{title}</title>", f"<title>{title} - Harbour Notes</title>", "<title>Page</title>", ""
        )
        top = self.maybe(0.7, self.header) + self.maybe(
            0.2, lambda: '<div class="breadcrumb"><a href="/">Home</a> › <a href="/s">Shop</a></div>'
        )
        bottom = self.maybe(0.4, self.sidebar) + self.maybe(0.2, self.signup) + self.maybe(0.7, self.footer)
        consent = self.maybe(0.35, self.banner)
        if self.random.random() < 0.5:
            top, bottom = consent + top, bottom
        else:
            bottom += consent
        bottom += self.maybe(0.4, self.overlay)
        return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{stated}</head><body>{top}{wrap.format(body)}{bottom}</body></html>'


KINDS = ("article", "forum", "questions", "faq", "manual", "product", "listing", "service", "recipe")


def around(page, line):
    """The tags that are open around a line, with their classes."""
    at = page.find(html.escape(line, quote=False))
    open_tags = []
    for close, tag, rest in re.findall(r"<(/?)(\w+)([^>]*)>", page[:at]):
        if close:
            if open_tags:
                open_tags.pop()
        elif tag not in ("meta", "input", "br", "img"):
            open_tags.append(
                tag
                + "".join(
                    re.findall(r'(?:class|id)="([^"]*)"', rest)[:1]
                    and ["." + re.findall(r'(?:class|id)="([^"]*)"', rest)[0]]
                )
            )
    return " ".join(open_tags[2:])


def extract(lab, texts):
    import train

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        train.write_records(folder / "pages", [text.encode() for text in texts])
        train.run_lab(lab, "extract", folder / "pages", folder / "texts")
        return train.read_texts((folder / "texts").read_bytes(), 0, len(texts))[0]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lab", default=str(pages.ROOT / ".build" / "release" / "html-lab"))
    parser.add_argument("--pages", type=int, default=200, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--show", type=int, default=12, help="so many places that were wrong most often")
    parser.add_argument("--save", type=pathlib.Path, help="write the worst pages into this folder")
    arguments = parser.parse_args()
    source = sentences()
    for kind in [arguments.kind] if arguments.kind else KINDS:
        drawn, texts = [], []
        for number in range(arguments.pages):
            page = Page(f"{arguments.seed} {kind} {number}", source)
            texts.append(page.make(kind))
            drawn.append(page)
        lost, kept, places, wrong = [0, 0], [0, 0], collections.Counter(), []
        for page, text, found in zip(drawn, texts, extract(arguments.lab, texts)):
            flat = " ".join(found.split())
            missing = [line for line in page.content if line not in flat]
            stays = [line for line in page.furniture if line in flat]
            lost = [lost[0] + len(missing), lost[1] + len(page.content)]
            kept = [kept[0] + len(stays), kept[1] + len(page.furniture)]
            places.update({"lost " + around(text, line) for line in missing})
            places.update({"kept " + around(text, line) for line in stays})
            wrong.append((len(missing) + len(stays), text, found, missing, stays))
        clean = sum(1 for row in wrong if row[0] == 0)
        print(
            f"{kind:10} lost {lost[0] / max(1, lost[1]):6.2%}   furniture kept {kept[0] / max(1, kept[1]):6.2%}   "
            f"pages without a fault {clean} of {len(wrong)}"
        )
        for place, count in places.most_common(arguments.show):
            print(f"    {count:4} {place}")
        if arguments.save:
            arguments.save.mkdir(parents=True, exist_ok=True)
            for rank, (_, text, found, missing, stays) in enumerate(
                sorted(wrong, key=lambda row: -row[0])[:10]
            ):
                (arguments.save / f"{kind}-{rank}.html").write_text(text)
                (arguments.save / f"{kind}-{rank}.txt").write_text(
                    found + "\n--- lost\n" + "\n".join(missing) + "\n--- kept\n" + "\n".join(stays)
                )


if __name__ == "__main__":
    main()
