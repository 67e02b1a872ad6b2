"""What can drift apart: pyproject, requirements, set-up script, documents."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app import VERSION

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = ["requirements-build.txt", "requirements-dev.txt", "requirements.txt"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def distribution(requirement: str) -> str:
    """Return the name in "Coverage[toml]>=7.6" as package indexes write it: "coverage"."""
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def pins(name: str) -> dict[str, str]:
    """Return the version pinned for each distribution in a requirements file."""
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ ;\\\n]+)", text_of(name), re.MULTILINE))


RUNTIME = [distribution(line) for line in PROJECT["dependencies"]]
DEVELOPMENT = [distribution(line) for line in PROJECT["optional-dependencies"]["dev"]]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_no_address(name: str) -> None:
    assert not re.search(
        r"://|^\s*-(?!-hash)|--(index|extra-index|find|trusted)| @ ", text_of(name), re.MULTILINE
    )


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    blocks = re.split(
        r"^(?=\w)", re.sub(r"^#.*\n", "", text_of(name), flags=re.MULTILINE), flags=re.MULTILINE
    )
    assert [
        block
        for block in blocks
        if block and not re.match(r"[\w.-]+(?:\[[\w,]+\])?==\S.*--hash=sha256:", block, re.S)
    ] == []


def test_requirements_hold_every_dependency() -> None:
    assert set(RUNTIME) <= set(pins("requirements.txt"))
    assert set(RUNTIME + DEVELOPMENT) <= set(pins("requirements-dev.txt"))


def test_tests_run_with_the_versions_that_users_get() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_requirements_serve_windows_too() -> None:
    assert "pywin32-ctypes" in pins("requirements.txt")  # or keyring does not install there
    assert "colorama" in pins("requirements-dev.txt")  # nor pytest


@pytest.mark.parametrize("name", RUNTIME + DEVELOPMENT)
def test_every_dependency_is_accounted_for(name: str) -> None:
    rows = [line.split("|") for line in text_of("docs/dependencies.md").splitlines() if line.startswith("|")]
    accounts = [row for row in rows if re.sub(r"[-_.]+", "-", row[1].strip()).lower() == name]
    assert len(accounts) == 1
    assert all(cell.strip() for cell in accounts[0][1:-1])


def test_console_script_is_installed() -> None:
    (script,) = importlib.metadata.entry_points(group="console_scripts", name=PROJECT["name"])
    assert script.value == PROJECT["scripts"]["station-ledger"]
    assert importlib.metadata.version(PROJECT["name"]) == VERSION


def test_changelog_knows_this_version() -> None:
    assert re.search(rf"^## \[({re.escape(VERSION)}|Unreleased)\]", text_of("CHANGELOG.md"), re.M)


def test_documents_name_only_commands_of_the_set_up_script() -> None:
    known = set(re.findall(r"^([a-z]+)\)$", text_of("run.sh"), re.MULTILINE))
    named = {word for path in DOCUMENTS for word in re.findall(r"run\.sh ([a-z]+)", path.read_text("utf-8"))}
    assert named <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_link_only_to_what_exists(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_documents_name_only_commands_that_exist() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "app", "--help"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    named = {
        word
        for path in DOCUMENTS
        if path.name != "package-format.md"  # it names byte strings that begin like commands
        for word in re.findall(r"station-ledger ([a-z-]+)", path.read_text("utf-8"))
    }
    assert {word for word in named if not re.search(rf"\b{word}\b(?!-)", run.stdout)} == set()


def test_command_line_loads_no_qt() -> None:
    script = """
import sys, app.__main__
try:
    app.__main__.main(["--help"])
except SystemExit:
    sys.exit(" ".join(name for name in sys.modules if name.startswith(("PySide6", "ui."))) or 0)
sys.exit("printed no help")
"""
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
