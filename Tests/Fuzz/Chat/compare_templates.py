"""Compares `winnow chat render` with transformers over templates and conversations.

    python compare_templates.py WINNOW SFT_FOLDER [--cases-only] [--limit N]

Every case of chat-templates*.jsonl must give its recorded text or error. Then every template is
rendered over the conversations of the folder's sets, with and without tools and generation prompt,
and each text or error must be what transformers gives. Needs requirements.txt and the `zstd` program.
"""
import argparse
import json
import logging
import pathlib
import subprocess
import tempfile

logging.disable(logging.ERROR)
from transformers.utils.chat_template_utils import render_jinja_template  # noqa: E402


def records(path):
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def plain(content):
    """Typed text parts as one string."""
    if isinstance(content, list):
        return "".join(part.get("text", part.get("value", "")) for part in content)
    return content


def sharegpt(record):
    roles = {"human": "user", "gpt": "assistant", "system": "system", "function_call": "assistant",
             "observation": "tool"}
    messages = [{"role": roles[turn["from"]], "content": turn["value"]}
                for turn in record["conversations"]]
    line = {"messages": messages}
    if record.get("tools"):
        line["tools"] = [{"type": "function", "function": tool}
                         for tool in json.loads(record["tools"]) if isinstance(tool, dict)]
    return line


def lines_of(path, limit):
    """Conversations of a set as lines with messages and tools."""
    for record in records(path)[:limit]:
        if "messages" in record:
            line = {"messages": record["messages"]}
            if isinstance(record.get("tools"), list):
                line["tools"] = record["tools"]
            yield line
            if any(isinstance(m.get("content"), list) for m in record["messages"]):
                yield {"messages": [{**m, "content": plain(m.get("content"))}
                                    for m in record["messages"]]}
        elif "conversations" in record:
            yield sharegpt(record)
        elif "instruction" in record:
            prompt = record["instruction"] + ("\n\n" + record["input"] if record.get("input") else "")
            answer = record.get("output", record.get("response"))
            yield {"messages": [{"role": "user", "content": prompt},
                                {"role": "assistant", "content": answer}]}


def expected(template, line, prompt):
    tokens = {k: template[k] for k in ("bos_token", "eos_token") if template.get(k) is not None}
    settings = {**tokens, **line.get("chat_template_kwargs", {})}
    try:
        rendered = render_jinja_template(
            conversations=[line["messages"]], tools=line.get("tools"),
            chat_template=template["template"], add_generation_prompt=prompt, **settings)
        return {"text": rendered[0][0]}
    except Exception as error:  # noqa: BLE001
        return {"error": str(error)}


def render(winnow, template, lines, prompt):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        config = {"chat_template": template["template"]}
        config |= {k: template[k] for k in ("bos_token", "eos_token") if template.get(k) is not None}
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
        (folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        command = [winnow, "chat", "render", "--template", str(folder / "tokenizer_config.json"),
                   "--jsonl", str(folder / "in.jsonl")]
        if prompt:
            command.append("--add-generation-prompt")
        result = subprocess.run(command, capture_output=True)
        # 65 says that every record was refused, each with its reason.
        if result.returncode not in (0, 65):
            return [{"error": result.stderr.decode().removeprefix("winnow: the template: ").strip()}
                    ] * len(lines)
        return [json.loads(line) for line in result.stdout.decode().split("\n") if line]


class Count:
    def __init__(self):
        self.same = self.errors = self.different = 0
        self.shown = 0

    def add(self, name, line, ours, theirs):
        if ours == theirs:
            self.same += 1
            self.errors += "error" in theirs
            return
        self.different += 1
        if self.shown < 15:
            self.shown += 1
            print("DIFFERENT", name, json.dumps(line)[:400])
            print("   ours:  ", json.dumps(ours)[-500:])
            print("   theirs:", json.dumps(theirs)[-500:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cases-only", action="store_true")
    parser.add_argument("--limit", type=int, default=40, help="records of each set")
    options = parser.parse_args()
    templates = []
    count = Count()
    for path in sorted(options.folder.glob("chat-templates*.jsonl")):
        for text in path.open():
            template = json.loads(text)
            templates.append(template)
            for prompt in (False, True):
                cases = [c for c in template["cases"] if c["add_generation_prompt"] == prompt]
                lines = [c.get("line", {"messages": c.get("messages")}) for c in cases]
                for case, line, ours in zip(cases, lines, render(options.winnow, template, lines, prompt)):
                    theirs = {k: case[k] for k in ("error",) if k in case} or {"text": case["expected"]}
                    count.add(template["model"], line, ours, theirs)
    print(f"recorded cases: {count.same} the same ({count.errors} errors), {count.different} not")
    if not options.cases_only:
        lines = [line for path in sorted(options.folder.glob("*.jsonl.zst"))
                 for line in lines_of(path, options.limit)]
        count = Count()
        for template in templates:
            for prompt in (False, True):
                for line, ours in zip(lines, render(options.winnow, template, lines, prompt), strict=True):
                    count.add(template["model"], line, ours, expected(template, line, prompt))
        print(f"{len(lines)} conversations x {len(templates)} templates x 2: {count.same} the same "
              f"({count.errors} errors), {count.different} not")
    raise SystemExit(count.different > 0)


if __name__ == "__main__":
    main()
