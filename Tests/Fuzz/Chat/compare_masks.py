"""Compares the stretches that `winnow chat render --loss` learns with what transformers renders turn by turn.

    python compare_masks.py WINNOW SFT_FOLDER [--limit N]

What a turn of the assistant adds to a text is found by rendering the conversation up to it, once with
the generation prompt and without the turn, once with it: where the first is the beginning of the second,
the rest is the turn, its end mark included. Winnow, which doesn't render turn by turn, must learn just
that, but for white space at both ends, or refuse the conversation. Templates of chat-templates*.jsonl,
conversations of the folder's sets. Needs requirements.txt and the `zstd` program.
"""
import argparse
import collections
import json
import logging
import pathlib
import subprocess
import tempfile

from compare_templates import lines_of

logging.disable(logging.ERROR)
from transformers.utils.chat_template_utils import render_jinja_template  # noqa: E402


def rendered(template, messages, tools, prompt):
    tokens = {k: template[k] for k in ("bos_token", "eos_token") if template.get(k) is not None}
    return render_jinja_template(
        conversations=[messages], tools=tools, chat_template=template["template"],
        add_generation_prompt=prompt, **tokens)[0][0]


def turns(template, line):
    """The assistant's turns in the whole text; None where they can't be told this way."""
    messages, tools, found = line["messages"], line.get("tools"), []
    whole = rendered(template, messages, tools, False)
    for at, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before = rendered(template, messages[:at], tools, True)
        after = rendered(template, messages[:at + 1], tools, False)
        if not after.startswith(before) or not whole.startswith(before):
            return None
        turn = after[len(before):].strip()
        if not whole[len(before):].lstrip().startswith(turn):
            return None
        found.append(turn)
    return found


def learned(winnow, template, lines):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        config = {"chat_template": template["template"]}
        config |= {k: template[k] for k in ("bos_token", "eos_token") if template.get(k) is not None}
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
        (folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        result = subprocess.run(
            [winnow, "chat", "render", "--template", str(folder / "tokenizer_config.json"), "--jsonl", "--loss",
             "--date", "2026-01-31", str(folder / "in.jsonl")], capture_output=True)
        if result.returncode not in (0, 65):
            raise SystemExit(result.stderr.decode())
        return [json.loads(line) for line in result.stdout.decode().split("\n") if line]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=30, help="records of each set")
    options = parser.parse_args()
    lines = [line for path in sorted(options.folder.glob("*.jsonl.zst")) for line in lines_of(path, options.limit)
             if all(set(message) <= {"role", "content"} and isinstance(message["content"], str)
                    for message in line["messages"])]
    total = collections.Counter()
    for path in sorted(options.folder.glob("chat-templates*.jsonl")):
        for text in path.open():
            template = json.loads(text)
            counts, shown = collections.Counter(), 0
            for line, ours in zip(lines, learned(options.winnow, template, lines), strict=True):
                if "error" in ours:
                    counts["refused"] += 1
                    continue
                try:
                    theirs = turns(template, line)
                except Exception:  # noqa: BLE001
                    theirs = None
                if theirs is None:
                    counts["not told turn by turn"] += 1
                    continue
                bytes_ = ours["text"].encode()
                mine = [bytes_[start:end].decode().strip() for start, end in ours["loss"]]
                same = mine == [turn for turn in theirs if turn]
                counts["same" if same else "DIFFERENT"] += 1
                if not same and shown < 2:
                    shown += 1
                    at = next((i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b), -1)
                    print("  ours:  ", json.dumps(mine[at:][:1])[-300:], "\n  theirs:", json.dumps(theirs[at:][:1])[-300:])
            total += counts
            print(f"{template['model']:60} {dict(counts)}", flush=True)
    print(dict(total))
    raise SystemExit(total["DIFFERENT"] > 0 or total["same"] == 0)


if __name__ == "__main__":
    main()
