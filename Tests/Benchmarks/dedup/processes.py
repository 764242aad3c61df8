"""What the deduplication measurements ask of a running process."""
import re
from pathlib import Path


def high_water(pid):
    """Peak resident bytes so far, 0 when the process is gone. wait4's figure would count what
    Python held before the exec."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0
