"""Reading our own code as a tree: what the rules about it share."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("casework", "outreach", "referrals", "reports")


def modules(*patterns: str, migrations: bool = False) -> list[Path]:
    """Our Python files that match one of *patterns* below an app, in order."""
    found = {
        path
        for app in APPS
        for pattern in (patterns or ("**/*.py",))
        for path in (ROOT / app).glob(pattern)
    }
    return sorted(p for p in found if migrations or "migrations" not in p.parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for child in ast.walk(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
