"""What the tokenizer comparisons share: corpora, vocabularies and measuring child processes."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("WINNOW_SHARED", ROOT.parent / "shared"))
TOKENIZERS = SHARED / "data" / "tokenizers"
WINNOW = os.environ.get("WINNOW", str(ROOT / ".build" / "release" / "winnow"))
GPT4 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def texts(name, limit):
    """Texts of a shared corpus (english or multilingual-train), up to `limit` bytes."""
    process = subprocess.Popen(
        ["zstd", "-dcq", str(SHARED / "data" / "text" / f"{name}.jsonl.zst")],
        stdout=subprocess.PIPE)
    size = 0
    for line in process.stdout:
        text = json.loads(line)["text"]
        size += len(text.encode())
        yield text
        if size >= limit:
            break
    process.kill()


def code(limit):
    """Source files of the Python installation."""
    size = 0
    for path in sorted(Path(os.__file__).parent.rglob("*.py")):
        try:
            text = path.read_text()
        except (UnicodeDecodeError, OSError):
            continue
        size += len(text.encode())
        yield text
        if size >= limit:
            return


def corpus(name, megabytes, folder):
    """Writes a corpus as JSON lines and as texts with NUL between; gives both paths."""
    lines = Path(folder) / f"{name}-{megabytes}.jsonl"
    plain = Path(folder) / f"{name}-{megabytes}.nul"
    if not plain.exists():
        source = code if name == "code" else lambda limit: texts(name, limit)
        with open(lines, "w") as out, open(plain, "wb") as raw:
            for number, text in enumerate(source(megabytes * 1_000_000)):
                text = text.replace("\0", " ")
                out.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
                raw.write(text.encode() + b"\0")
    return str(lines), str(plain)


def documents(plain):
    return open(plain, "rb").read().decode().split("\0")[:-1]


def measure(command, **environment):
    """Runs a command; gives CPU seconds of all threads, wall seconds, peak MiB and its output."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command, stdout=output, env={**os.environ, **environment})
        start = os.times().elapsed
        _, status, usage = os.wait4(child.pid, 0)
        wall = os.times().elapsed - start
        if status:
            sys.exit(f"failed: {' '.join(command)}")
        output.seek(0)
        return (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024,
                output.read().decode())


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)
