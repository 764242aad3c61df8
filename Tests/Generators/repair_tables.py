# Writes Sources/CTextRules/repair_tables.c: what ftfy knows about characters and encodings.
#
#     pip install -r Tests/Generators/requirements-repair.txt
#     python Tests/Generators/repair_tables.py > Sources/CTextRules/repair_tables.c
#
# ftfy's pattern for character sequences that occur in mojibake only becomes a state machine over
# character classes; its encodings and its characters that stand for UTF-8 bytes become tables.
import re
from re import _constants as op, _parser as parser

from ftfy.badness import BADNESS_RE
from ftfy.chardata import CHARMAP_ENCODINGS, CONTROL_CHARS, LIGATURES, UTF8_CLUES, WIDTH_MAP

REMOVED, OPTIONAL = 1, 2
SETS = ["first_of_2", "first_of_3", "first_of_4", "continuation", "continuation_strict"]


def is_word(value):
    return chr(value).isalnum() or value == 0x5F


def contains(items, value):
    """Whether a bracketed set of a parsed pattern holds a character."""
    wanted = True
    for name, argument in items:
        if name is op.NEGATE:
            wanted = False
        elif (
            (name is op.LITERAL and value == argument)
            or (name is op.RANGE and argument[0] <= value <= argument[1])
            or (argument is op.CATEGORY_WORD and is_word(value))
            or (argument is op.CATEGORY_SPACE and chr(value).isspace())
        ):
            return wanted
    return not wanted


class Machine:
    """A nondeterministic machine; state 0 accepts."""

    def __init__(self):
        self.steps, self.empty, self.tests = {}, {}, []
        self.count = 1

    def state(self):
        self.count += 1
        return self.count - 1

    def test(self, items):
        if items not in self.tests:
            self.tests.append(items)
        return self.tests.index(items)

    def add(self, nodes, start, end):
        """Joins two states by a sequence of parsed nodes."""
        for i, (name, argument) in enumerate(nodes):
            after = end if i == len(nodes) - 1 else self.state()
            if name is op.BRANCH:
                for branch in argument[1]:
                    self.add(list(branch), start, after)
            elif name is op.MAX_REPEAT and argument[:2] == (0, 1):
                self.add(list(argument[2]), start, after)
                self.empty.setdefault(start, []).append((after, False))
            elif name is op.AT and argument is op.AT_BEGINNING:
                self.empty.setdefault(start, []).append((after, True))
            else:
                items = {
                    op.IN: lambda: tuple(argument),
                    op.LITERAL: lambda: ((op.LITERAL, argument),),
                    op.ANY: lambda: ((op.NEGATE, None), (op.LITERAL, 10)),
                }[name]()
                self.steps.setdefault(start, []).append((self.test(items), after))
            start = after

    def closed(self, states, at_start):
        todo, seen = list(states), set(states)
        while todo:
            for after, anchored in self.empty.get(todo.pop(), []):
                if after not in seen and (at_start or not anchored):
                    seen.add(after)
                    todo.append(after)
        return frozenset(seen)


machine = Machine()
root = machine.state()
machine.add(list(parser.parse(BADNESS_RE.pattern, BADNESS_RE.flags)), root, 0)

optional = set(WIDTH_MAP) | set(LIGATURES) | {0x2BC, 0x2028, 0x2029, *range(0x2018, 0x2020)}
special = set(range(0x800)) | optional | set(CONTROL_CHARS)
special |= {v for v in range(0x800, 0x10000) if chr(v).isspace()}
for items in machine.tests:
    for name, argument in items:
        special |= {argument} if name is op.LITERAL else set()
        special |= set(range(argument[0], argument[1] + 1)) if name is op.RANGE else set()


def signature(value, flags=True):
    tests = tuple(contains(items, value) for items in machine.tests)
    kind = (REMOVED if value in CONTROL_CHARS else 0) | (OPTIONAL if value in optional else 0)
    return tests, kind if flags else 0


# Class 0: whether it is a word's character is to be asked elsewhere. 1: a word's. 2: another.
classes = [None, signature(0x4E00), signature(0x3001)]
assert {signature(v) for v in range(0x800, 0xD800) if v not in special} == set(classes[1:])
numbers = {}
for value in sorted(special):
    if signature(value) not in classes:
        classes.append(signature(value))
    numbers[value] = classes.index(signature(value))

states = [frozenset([0])]
first, search = machine.closed([root], True), machine.closed([root], False)
states += [search, first]
rows, at = [[0] * len(classes)], 1
while at < len(states):
    row = [at]
    for tests, _ in classes[1:]:
        after = {to for state in states[at] for test, to in machine.steps.get(state, []) if tests[test]}
        after = frozenset([0]) if 0 in after else machine.closed(after | {root}, False)
        if after not in states:
            states.append(after)
        row.append(states.index(after))
    rows.append(row)
    at += 1
assert len(states) < 256 and len(classes) <= 128
assert rows[1][1] == rows[1][2] == 1  # unlisted characters begin nothing

encodings = {name: bytes(range(256)).decode(name) for name in CHARMAP_ENCODINGS}
clues = [re.compile("[" + UTF8_CLUES["utf8_" + name] + "]") for name in SETS]
known = {ord(c) for table in encodings.values() for c in table if ord(c) >= 0x80}
known |= {v for v in range(0x80, 0x10000) if any(c.match(chr(v)) for c in clues)}
characters = []
for value in sorted(known):
    text = chr(value)
    places = [table.find(text) for table in encodings.values()]
    mask = sum(1 << i for i, place in enumerate(places) if place >= 0)
    marks = sum(1 << i for i, clue in enumerate(clues) if clue.match(text))
    assert sum(1 for i in range(3) if marks >> i & 1) <= 1
    characters.append((value, mask, marks, [max(place, 0) for place in places]))


def lines(values):
    parts = [values[i : i + 24] for i in range(0, len(values), 24)]
    return ",\n".join("    " + ",".join(map(str, part)) for part in parts)


blocks, index = [(0,) * 256], []
for block in range(4352):
    content = tuple(numbers.get(block * 256 + i, 0) for i in range(256))
    if content not in blocks:
        blocks.append(content)
    index.append(blocks.index(content))
flags = [0] + [kind for _, kind in classes[1:]]
windows = [ord(c) for c in encodings["sloppy-windows-1252"][0x80:0xA0]]
print(f"""// Generated by Tests/Generators/repair_tables.py from ftfy 6.3.1 (Apache-2.0).
#include "ctr_repair.h"

const uint8_t ctr_repair_block[4352] = {{
{lines(index)}
}};

const uint8_t ctr_repair_class[{len(blocks) * 256}] = {{
{lines([number for block in blocks for number in block])}
}};

const uint8_t ctr_repair_flags[256] = {{
{lines(flags)}
}};

const uint8_t ctr_repair_next[{len(states)}][128] = {{""")
for row in rows:
    print("    {" + ",".join(map(str, row)) + "},")
print(f"""}};

const uint16_t ctr_repair_windows[32] = {{
{lines(windows)}
}};

const int ctr_repair_character_count = {len(characters)};

const ctr_repair_character ctr_repair_characters[{len(characters)}] = {{""")
for value, mask, marks, places in characters:
    print(f"    {{0x{value:X},0x{mask:X},{marks},{{{','.join(map(str, places))}}}}},")
print("};")
