"""The Python that the documentation shows runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_three_lines_read_a_list(tmp_path: Path) -> None:
    [shown] = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), re.DOTALL)
    subprocess.run([sys.executable, "-m", "foreshock", "init", "my-desk", "--example"], check=True, cwd=tmp_path,
                   capture_output=True)  # fmt: skip
    done = subprocess.run([sys.executable, "-c", shown], check=True, cwd=tmp_path, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert len(lines) > 80
    assert all(re.match(r"[a-z-]+/\d{4}-\d\d-\d\d/\d+ \S", line) for line in lines if line)
