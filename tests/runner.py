"""A stand-in for GitHub's runner: it runs a composite action's steps, and reads what they print.

Expressions: paths, strings, `==`, `!=`, `&&`, `||`, parentheses. Steps that use other actions are
played by functions; those that run a script are run by bash. Commands are read as the runner does
(actions/runner, src/Runner.Common/ActionCommand.cs): first `::name key=value::data`, blanks before
it allowed, else `##[name key=value]data` anywhere in the line.
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


def command_of(line: str) -> Command | None:
    """Read a line as the runner reads it."""
    return _second_form(line) or _first_form(line)


def _second_form(line: str) -> Command | None:
    text = line.lstrip()
    end = text.find("::", 2)
    if not text.startswith("::") or end < 0:
        return None
    name, _, rest = text[2:end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = (pair.partition("=") for pair in rest.strip().split(",") if pair)
    properties = {key: unescape(value, "\r\n:,%") for key, _, value in pairs if key and value}
    return Command(name, properties, unescape(text[end + 2 :], "\r\n%"))


def _first_form(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 3 : end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = (pair.partition("=") for pair in rest.split(";") if pair)
    properties = {key: unescape(value, ";\r\n]%") for key, _, value in pairs if key and value}
    return Command(name, properties, unescape(line[end + 1 :], ";\r\n]%"))


def unescape(text: str, marks: str) -> str:
    for mark in marks:
        text = text.replace(f"%{ord(mark):02X}", mark)
    return text


# --- Expressions ---------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*(==|!=|&&|\|\||\(|\)|'(?:[^']|'')*'|[A-Za-z_][\w.-]*)")


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """Evaluate an expression of a workflow."""
    tokens = _TOKEN.findall(expression)
    assert "".join(tokens) == re.sub(r"\s(?=(?:[^']*'[^']*')*[^']*$)", "", expression), expression
    value, rest = _either(tokens, context)
    assert not rest, expression
    return value


def _either(tokens: list[str], context: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, tokens = _both(tokens, context)
    while tokens[:1] == ["||"]:
        other, tokens = _both(tokens[1:], context)
        value = value or other
    return value, tokens


def _both(tokens: list[str], context: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, tokens = _compared(tokens, context)
    while tokens[:1] == ["&&"]:
        other, tokens = _compared(tokens[1:], context)
        value = value and other
    return value, tokens


def _compared(tokens: list[str], context: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, tokens = _single(tokens, context)
    if tokens and tokens[0] in ("==", "!="):
        other, rest = _single(tokens[1:], context)
        same = str(value or "").lower() == str(other or "").lower()
        return same is (tokens[0] == "=="), rest
    return value, tokens


def _single(tokens: list[str], context: Mapping[str, Any]) -> tuple[Any, list[str]]:
    first, *rest = tokens
    if first == "(":
        value, rest = _either(rest, context)
        assert rest[0] == ")"
        return value, rest[1:]
    if first.startswith("'"):
        return first[1:-1].replace("''", "'"), rest
    found: Any = context
    for key in first.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found, rest


def fill(text: str, context: Mapping[str, Any]) -> str:
    """Put values in the places of `${{ … }}`."""

    def value(match: re.Match[str]) -> str:
        found = evaluate(match[1], context)
        return "" if found is None else str(found)

    return re.sub(r"\$\{\{(.*?)\}\}", value, text)


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
        self._pending = (self.temp, self.temp)
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
        defaults = {name: fill(told.get("default", ""), context) for name, told in declared}
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
            "GITHUB_REPOSITORY": "teapots/awesome-teapots",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        job = Job()
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "'yes'")
            if job.failed or not evaluate(condition, context):
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
        self._after()
        return job

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
        path, kept = Path(given["path"]), self.caches / given["key"]
        self._pending = (path, kept)  # is put back when the job is over
        if kept.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            kept.rename(path)
        return {"cache-violation": str(path.exists()).lower()}

    def _restore(self, given: Mapping[str, str]) -> dict[str, str]:
        found = list(self.caches.glob(given["key"]))
        if not found and "restore-keys" in given:
            found = sorted(self.caches.glob(given["restore-keys"] + "*"))
        if not found:
            return {"cache-violation": "false"}
        Path(given["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(found[-1], given["path"], symlinks=True)
        return {"cache-violation": "true"}

    def _save(self, given: Mapping[str, str]) -> dict[str, str]:
        self.saved.append(given["key"])
        if Path(given["path"]).exists():
            shutil.copytree(given["path"], self.caches / given["key"], dirs_exist_ok=True)
        return {}

    def _after(self) -> None:
        path, kept = self._pending
        if path.exists() and not kept.exists():
            path.rename(kept)

    def _upload(self, given: Mapping[str, str]) -> dict[str, str]:
        shutil.rmtree(self.artifacts / given["name"], ignore_errors=True)
        shutil.copytree(given["path"], self.artifacts / given["name"])
        return {}

    def _download(self, given: Mapping[str, str]) -> dict[str, str]:
        assert given["run-id"] == "4711"
        shutil.copytree(self.artifacts / given["name"], given["path"], symlinks=True)
        return {}
