"""A stand-in for GitHub's runner: it runs a composite action's steps, and reads what they print.

Conditions have paths, strings, `==`, `!=`, `&&`, `||` and parentheses. Steps that use other actions
are played by functions; scripts are run by bash. Commands are read as the runner does
(actions/runner, src/Runner.Common/ActionCommand.cs): first `::name key=value::data`, whitespace
before it allowed, else `##[name key=value]data` anywhere in the line.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
COMMANDS = frozenset(
    {
        "set-env", "set-output", "save-state", "add-path", "add-mask", "add-matcher",
        "remove-matcher", "internal-set-repo-path", "stop-commands", "warning", "error", "notice",
        "debug", "group", "endgroup", "echo",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A workflow command."""

    name: str
    properties: Mapping[str, str]
    data: str


# Each with what separates its properties, and what is escaped in them and in the data.
_FORMS = (
    (re.compile(r"\s*::(.*?)::(.*)", re.DOTALL), ",", "\r\n:,%", "\r\n%"),
    (re.compile(r".*?##\[(.*?)\](.*)", re.DOTALL), ";", ";\r\n]%", ";\r\n]%"),
)


def command_of(line: str) -> Command | None:
    """Read a line as the runner reads it."""
    for pattern, separator, in_properties, in_data in _FORMS:
        if found := pattern.match(line):
            name, _, rest = found[1].partition(" ")
            if name.lower() in COMMANDS:
                pairs = (pair.partition("=") for pair in rest.strip().split(separator))
                properties = {k: unescape(v, in_properties) for k, _, v in pairs if k and v}
                return Command(name, properties, unescape(found[2], in_data))
    return None


def unescape(text: str, marks: str) -> str:
    for mark in marks:
        text = text.replace(f"%{ord(mark):02X}", mark)
    return text


# --- Expressions ---------------------------------------------------------------------------


def lookup(path: str, context: Mapping[str, Any]) -> str:
    found: Any = context
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return "" if found is None else str(found)


def holds(condition: str, context: Mapping[str, Any]) -> bool:
    """Return whether the condition of a step holds; case does not count."""

    def python(token: re.Match[str]) -> str:
        match token[0]:
            case "&&":
                return " and "
            case "||":
                return " or "
            case text if text.startswith("'"):
                return text.lower()
            case path:
                return repr(lookup(path, context).lower())

    tokens = r"'[^']*'|&&|\|\||[A-Za-z_][\w.-]*"
    return bool(eval(re.sub(tokens, python, condition)))


def fill(text: str, context: Mapping[str, Any]) -> str:
    """Put values in the places of `${{ path }}`."""
    places = r"\$\{\{ ([A-Za-z_][\w.-]*) \}\}"
    filled, count = re.subn(places, lambda match: lookup(match[1], context), text)
    assert count == text.count("${{"), text
    return filled


# --- Jobs ----------------------------------------------------------------------------------


@dataclass
class Job:
    """What came of a job."""

    failed: bool = False
    lines: list[str] = field(default_factory=list)
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    @property
    def commands(self) -> list[Command]:
        return [command for line in self.lines if (command := command_of(line))]

    def annotations(self, name: str) -> list[Command]:
        return [command for command in self.commands if command.name == name]


class Runner:
    """Runs `action.yml`; its caches and artifacts outlive a job."""

    def __init__(self, folder: Path) -> None:
        self.temp = folder / "temp"
        self.caches = folder / "caches"
        self.artifacts = folder / "artifacts"
        for made in (self.temp, self.caches, self.artifacts):
            made.mkdir(parents=True)
        self.action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
        self.saved: list[str] = []
        self._borrowed: dict[Path, Path] = {}

    def run(
        self,
        workspace: Path,
        event_name: str,
        event: str,
        api: str,
        inputs: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Job:
        """Run the action once, as a job of its own."""
        shutil.rmtree(self.temp)
        self.temp.mkdir()
        event_path, output, summary = (self.temp / n for n in ("event.json", "output", "summary"))
        event_path.write_text(event, "utf-8")
        github = {
            "event_name": event_name,
            "event": yaml.safe_load(event),
            "action_path": str(ROOT),
            "token": "the-token-of-the-job",
            "run_id": "4711",
            "run_attempt": "1",
        }
        context: dict[str, Any] = {"github": github, "steps": {}}
        declared = self.action["inputs"].items()
        defaults = {name: fill(given.get("default", ""), context) for name, given in declared}
        context["inputs"] = defaults | dict(inputs or {})
        assert context["inputs"].keys() == defaults.keys()
        environment = {
            **(env or {}),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": api,
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(event_path),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_REF_NAME": "main",
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REPOSITORY": "teapots/awesome-teapots",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        job = Job()
        if event_name == "workflow_run":  # it uses no cache; here it need not install again
            self._keep_installed()
        for step in self.action["runs"]["steps"]:
            if job.failed or not holds(step.get("if", "'yes'"), context):
                continue
            job.ran.append(step["name"])
            output.write_text("")
            summary.write_text("")
            if "uses" in step:
                given = {k: fill(str(v), context) for k, v in step.get("with", {}).items()}
                outputs = self._use(step["uses"].partition("@")[0], given, step)
            else:
                assert step["shell"] == "bash"
                assert "${{" not in step["run"], "inputs reach scripts by the environment only"
                own = {k: fill(str(v), context) for k, v in step.get("env", {}).items()}
                job.failed |= self._bash(step["run"], workspace, {**environment, **own}, job)
                outputs = dict(
                    line.split("=", 1) for line in output.read_text("utf-8").splitlines()
                )
                job.summary += summary.read_text("utf-8")
            if "id" in step:
                context["steps"][step["id"]] = {"outputs": outputs}
        job.outputs = {k: fill(v["value"], context) for k, v in self.action["outputs"].items()}
        while self._borrowed:
            path, kept = self._borrowed.popitem()
            path.rename(kept)
        return job

    def _keep_installed(self) -> None:
        for kept in self.caches.glob("*"):
            if (kept / "complete").exists():
                self._borrow(self.temp / "listlint" / "venv", kept)

    def _bash(self, script: str, cwd: Path, env: Mapping[str, str], job: Job) -> bool:
        path = self.temp / "step.sh"
        path.write_text(script)
        done = subprocess.run(
            ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(path)),
            cwd=cwd,
            env=dict(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=400,
            check=False,
        )
        job.lines += done.stdout.decode("utf-8", "replace").splitlines()
        return done.returncode != 0

    def _use(self, name: str, given: Mapping[str, str], step: Mapping[str, Any]) -> dict[str, str]:
        uses: dict[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
            "actions/setup-python": lambda _given: {"python-path": sys.executable},
            "actions/cache": self._cache,
            "actions/cache/restore": self._restore,
            "actions/cache/save": self._save,
            "actions/upload-artifact": self._upload,
            "actions/download-artifact": self._download,
        }
        try:
            return uses[name](given)
        except FileNotFoundError:
            assert step.get("continue-on-error"), name
            return {}

    def _cache(self, given: Mapping[str, str]) -> dict[str, str]:
        """Move what is kept to its place; the end of the job moves it back."""
        path, kept = Path(given["path"]), self.caches / given["key"]
        kept.mkdir(exist_ok=True)
        self._borrow(path, kept)
        return {}

    def _borrow(self, path: Path, kept: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept.rename(path)
        self._borrowed[path] = kept

    def _restore(self, given: Mapping[str, str]) -> dict[str, str]:
        for kept in sorted(self.caches.glob(given["restore-keys"] + "*"))[-1:]:
            shutil.copytree(kept, given["path"])
        return {}

    def _save(self, given: Mapping[str, str]) -> dict[str, str]:
        self.saved.append(given["key"])
        shutil.copytree(given["path"], self.caches / given["key"], dirs_exist_ok=True)
        return {}

    def _upload(self, given: Mapping[str, str]) -> dict[str, str]:
        shutil.rmtree(self.artifacts / given["name"], ignore_errors=True)
        shutil.copytree(given["path"], self.artifacts / given["name"])
        return {}

    def _download(self, given: Mapping[str, str]) -> dict[str, str]:
        assert given["run-id"] == "4711"
        shutil.copytree(self.artifacts / given["name"], given["path"], symlinks=True)
        return {}
