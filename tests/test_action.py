"""The action: every step of action.yml, on pull requests, schedules and finished runs."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from command import listlint
from github import BOT, GitHub, serving
from listlint.action import comment as comments
from listlint.action.api import Api
from listlint.action.check import arguments, fails
from listlint.action.job import plain_environment as check_environment
from listlint.action.plan import (
    ActionError,
    CommentMode,
    Inputs,
    Level,
    Plan,
    finished_run,
    inputs_of,
    plan_of,
)
from listlint.action.review import suggestions
from listlint.diagnostics.findings import Severity
from listlint.diagnostics.spans import LineIndex
from listlint.rules.page import SITE
from repository import Repository, clone, plain_environment
from runner import ROOT, Command, Job, Runner, command_of

EVENTS = Path(__file__).parent / "events"
NAME, URL = "- [{}](https://{}.example/) - {}\n", "https://{}.example/"
OLD = (
    "# Teapots\n\n## Kettles\n\n"
    "- [Copper](https://copper.example/) - Boils a litre.\n"
    "- [Old](https://old.example/) - Has this this fault for years.\n"
)
GOOD = (
    "- [Gong](https://gong.example/) - Rings when the tea is ready.\n"
    "- [Leaf](https://leaf.example/) - Knows every packet.\n"
    "- [Samovar](https://samovar.example/) - Keeps a queue of guests.\n"
)
HOSTILE = (
    "::error::pwned",
    "%0A::error::pwned",
    "##[error]pwned",
    "##[set-env name=PATH]/tmp",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "`rm -rf`",
    "${{ github.token }}",
    "a \\| b",
    "<img src=x onerror=alert(1)>",
    "@everyone",
    "</details><!-- listlint: comment -->",
    "\u202egnp.exe",
    "```",
    "[click](javascript:alert(1))",
)
BAD = (
    "- [Whistler](https://whistler.example/) - Whistles when the the water boils.\n"
    "- [](https://nameless.example/) - Has no name. ##[error]pwned\n"
    "- [@everyone](https//nohost.example/%0A::error::pwned) - Came `from` ${{ github.token }}.\n"
    "- [Gooseneck] (https://gooseneck.example/) - Is <b onclick=x>bold</b>.\n"
    "- [::error::pwned](https://copper.example) - Boils a litre, too, @everyone.\n"
)


def event(name: str, base: str = "b" * 40, head: str = "a" * 40) -> str:
    text = (EVENTS / f"{name}.json").read_text()
    return text.replace("BASE_SHA", base).replace("HEAD_SHA", head)


def lay_trap(repository: Repository, trap: Path) -> None:
    """Write files that make `trap` if Python or pip reads them."""
    evil = f"open({str(trap)!r}, 'w').close()\n"
    for name in ("listlint.py", "sitecustomize.py", "usercustomize.py", "json.py", "venv.py"):
        repository.write(evil, name)
    repository.write(evil, "listlint/__init__.py")
    repository.write(evil, "setup.py")
    repository.write("[install]\nprefix = /nowhere\n", "setup.cfg")


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return a runner that installed listlint, once for all jobs, in a checkout with a trap."""
    made = Runner(tmp_path_factory.mktemp("runner"))
    checkout = Repository(tmp_path_factory.mktemp("checkout"))
    trap = checkout.folder / "trap"
    lay_trap(checkout, trap)
    checkout.commit(OLD)
    inputs = {"links": "false", "fail-on": "never"}
    job = made.run(checkout.folder, "schedule", event("schedule"), "", inputs, plain_environment())
    assert not job.failed, job.lines
    assert not trap.exists()
    return made


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving() as served:
        yield served


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "list")
    made.commit(OLD)
    return made


class Requests:
    """Opens pull requests on a repository and runs the action on them."""

    def __init__(self, runner: Runner, repository: Repository, github: GitHub) -> None:
        self.runner, self.repository, self.github = runner, repository, github
        self.base = self.head = repository.git("rev-parse", "main").strip()
        repository.git("switch", "-q", "-c", "topic")

    def push(self, text: str | None = None, name: str = "README.md", **inputs: str) -> Job:
        head = self.repository.commit(text, name)
        self.open(head)
        given = {"links": "false"} | {k.replace("_", "-"): v for k, v in inputs.items()}
        return self.run("pull_request", event("pull_request", self.base, head), given)

    def open(self, head: str) -> None:
        """Let GitHub have the pull request with its diff, in one hunk a file."""
        self.github.pulls[17] = {"number": 17, "head": {"sha": head, "repo": {"id": 99}}}
        diff = self.repository.git("diff", "-U3", "--no-color", f"{self.base}...{head}")
        files = re.split(r"^diff --git .*\n", diff, flags=re.MULTILINE)[1:]
        self.github.files = [
            {"filename": name[0], "patch": patch[0]}
            for one in files
            if (patch := re.findall(r"^@@ .*", one, re.MULTILINE | re.DOTALL))
            and (name := re.findall(r"^\+\+\+ b/(.*)", one, re.MULTILINE))
        ]

    def run(self, name: str, text: str, inputs: dict[str, str]) -> Job:
        return self.runner.run(
            self.repository.folder, name, text, self.github.url, inputs, plain_environment()
        )


@pytest.fixture
def requests(runner: Runner, repository: Repository, github: GitHub) -> Requests:
    return Requests(runner, repository, github)


def titles(commands: list[Command]) -> set[str]:
    return {command.properties.get("title", "") for command in commands}


# --- Pull requests -------------------------------------------------------------------------


def test_three_good_and_five_bad_entries(requests: Requests) -> None:
    job = requests.push(OLD + GOOD + BAD, comment="true", format="sarif, rdjson")
    assert job.failed
    found = [c for name in ("error", "warning") for c in job.annotations(name)]
    assert {"repeated-word", "empty-link", "malformed-url", "malformed-link"} <= titles(found)
    assert {c.properties["file"] for c in found} == {"README.md"}
    assert {int(c.properties["line"]) for c in found} <= set(range(10, 15))
    assert len({c.properties["line"] for c in found}) == 5
    assert int(job.outputs["findings"]) == len(found)
    assert "Old" not in job.summary
    assert Path(job.outputs["sarif"]).name == "listlint.sarif"
    assert json.loads(Path(job.outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert json.loads(Path(job.outputs["rdjson"]).read_text())["diagnostics"]
    (comment,) = requests.github.comments
    assert comment["on"] == 17
    assert comment["body"].count("(https://github.com/teapots/") == len(found) + 3  # and changes
    whistler = "- [Whistler](https://whistler.example/) - Whistles when"
    assert f"-{whistler} the the water" in comment["body"]
    assert f"+{whistler} the water" in comment["body"]


def test_a_policy_applies_to_what_a_request_adds(
    runner: Runner, repository: Repository, github: GitHub
) -> None:
    policy = '[policy]\nguide = "CONTRIBUTING.md"\none-entry = true\nmin-stars = 50\n'
    repository.commit(policy, "listlint.toml")
    requests = Requests(runner, repository, github)
    one, two, _ = GOOD.splitlines(keepends=True)
    job = requests.push(OLD + one)
    assert not job.failed
    assert "`one-entry` passed" in job.summary
    repository.write("", "listlint.toml")  # counts after the merge
    job = requests.push(OLD + one + two, comment="true")
    assert job.failed
    (error,) = (*job.annotations("error"), *job.annotations("warning"))
    assert (error.properties["title"], error.properties["line"]) == ("multiple-submissions", "8")
    body = requests.github.comments[0]["body"]
    assert re.search(
        r"^- Leaf \(\[README.md:8\]\(https://github.com/teapots/\S+#L8\)\)\n", body, re.MULTILINE
    )
    assert "  - ❌ `one-entry` failed" in body
    assert "  - ❔ `min-stars` not checked" in body
    assert_harmless(body)
    assert "- Leaf (" in job.summary
    assert "`one-entry` failed" in job.summary
    assert "`min-stars` not checked" in job.summary
    assert "Copper" not in job.summary


def test_the_comment_is_kept_up_to_date(requests: Requests) -> None:
    requests.github.comments += [
        {"id": 1, "user": {"type": "User"}, "body": comments.COMMENT + " forged", "on": 17},
        *({"id": n, "user": {"type": "User"}, "body": "Nice!", "on": 17} for n in range(2, 150)),
    ]
    requests.push(OLD + GOOD + BAD, comment="true")
    requests.push(OLD + GOOD + BAD.splitlines(keepends=True)[0], comment="true")
    assert len(requests.github.comments) == 150
    assert "this pull request adds 1 warning." in requests.github.comments[-1]["body"]
    asked = len(requests.github.asked)
    job = requests.push(OLD + GOOD, comment="true")
    assert not job.failed
    assert "adds no findings" in requests.github.comments[-1]["body"]
    assert requests.github.comments[0]["body"] == comments.COMMENT + " forged"
    assert len(requests.github.asked) > asked


def test_the_log_has_all_findings_and_annotations_ten_of_each_severity(requests: Requests) -> None:
    many = [f"- [Tool {n}](https//{n}.example/) - Boils the the water.\n" for n in range(173)]
    job = requests.push(OLD + "".join(many))
    assert [len(job.annotations(name)) for name in ("error", "warning")] == [10, 10]
    assert (job.commands[0].name, job.commands[0].data) == (
        "group", "Annotations of 20 of 346 findings"
    )  # fmt: skip
    log = job.lines[-347:]
    assert log[0] == (
        "README.md:7:3: error malformed-url: Tool 0: misspelled URL scheme; expected `https://`"
    )
    assert [": error " in line for line in log] == [True] * 173 + [False] * 174
    assert log[-1] == "173 errors, 173 warnings in 175 entries of 1 file"


def test_without_findings_nothing_is_posted(requests: Requests) -> None:
    job = requests.push(OLD + GOOD, comment="true")
    assert (job.failed, job.commands, job.outputs["findings"]) == (False, [], "0")
    assert job.lines == ["no findings in 5 entries of 1 file"]
    assert requests.github.comments == []
    assert "no findings" in job.summary


def test_a_fork_leaves_the_comment_to_another_workflow(requests: Requests) -> None:
    requests.github.writable = False
    requests.push(OLD + BAD, comment="artifact", fail_on="never")
    assert all(asked.startswith("GET") for asked in requests.github.asked)
    requests.github.writable = True
    head = requests.github.pulls[17]["head"]["sha"]
    job = requests.run("workflow_run", event("workflow_run", head=head), {})
    assert not job.failed
    assert "Check lists" not in job.ran
    assert "Restore listlint" not in job.ran
    assert "Restore link cache" not in job.ran
    assert len(requests.github.comments) == 1


def test_an_artifact_for_another_request_is_refused(requests: Requests) -> None:
    requests.push(OLD + BAD, comment="artifact", fail_on="never")
    job = requests.run("workflow_run", event("workflow_run", head="c" * 40), {})
    assert requests.github.comments == []
    assert "are not those of the pull request's current commit" in job.annotations("notice")[0].data
    head = requests.github.pulls[17]["head"]
    for repository in ({"id": 5}, None):  # the same commit in another fork, or in one that is gone
        head["repo"] = repository
        requests.run("workflow_run", event("workflow_run", head=head["sha"]), {})
        assert requests.github.comments == []
    requests.github.pulls.clear()
    job = requests.run("workflow_run", event("workflow_run", head="c" * 40), {})
    assert requests.github.comments == []
    assert "returned 404" in job.annotations("warning")[0].data


def test_a_run_that_left_nothing(requests: Requests) -> None:
    shutil.rmtree(requests.runner.artifacts / "listlint-comment", ignore_errors=True)
    job = requests.run("workflow_run", event("workflow_run"), {})
    assert not job.failed
    assert job.annotations("notice")[0].data == "no comment: the run has uploaded no findings"


def test_an_artifact_that_is_a_link_is_not_read(requests: Requests, tmp_path: Path) -> None:
    folder = requests.runner.artifacts / "listlint-comment"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (tmp_path / "secret").write_text("{}")
    (folder / "listlint.json").symlink_to(tmp_path / "secret")
    job = requests.run("workflow_run", event("workflow_run"), {})
    assert job.annotations("notice")[0].data == "no comment: the run has uploaded no findings"
    shutil.rmtree(folder)


def test_a_token_that_may_not_write_is_a_warning(requests: Requests) -> None:
    requests.github.writable = False
    job = requests.push(OLD + BAD, comment="true", fail_on="never")
    assert not job.failed
    assert any("pull-requests: write" in c.data for c in job.annotations("warning"))


def test_the_token_follows_no_redirect(requests: Requests) -> None:
    with serving() as elsewhere:
        requests.github.redirect = f"{elsewhere.url}/steal"
        job = requests.push(OLD + BAD, comment="true", fail_on="never")
        assert elsewhere.tokens == set()
    assert job.failed
    assert "GitHub returned 302" in job.annotations("error")[-1].data


@pytest.mark.parametrize(
    ("level", "failed"), [("error", True), ("warning", True), ("never", False)]
)
def test_fail_on(requests: Requests, level: str, failed: bool) -> None:
    assert requests.push(OLD + BAD, fail_on=level).failed is failed


def test_warnings_are_no_errors(requests: Requests) -> None:
    job = requests.push(OLD + BAD.splitlines(keepends=True)[0], fail_on="error")
    assert (job.failed, job.outputs["warnings"], job.outputs["errors"]) == (False, "1", "0")


# --- Hostile requests ----------------------------------------------------------------------


def test_nothing_of_the_checkout_is_run(requests: Requests, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    lay_trap(requests.repository, trap)
    job = requests.push(OLD + GOOD)
    assert not job.failed, job.lines
    assert not trap.exists()


def test_the_config_of_the_request_does_not_count(requests: Requests) -> None:
    config = 'exclude = ["*"]\n[links]\nallow-private = true\n'
    requests.repository.write(config, "listlint.toml")
    assert requests.push(OLD + BAD).failed
    requests.repository.write("nonsense", "listlint.toml")
    assert not requests.push(OLD + GOOD).failed


def test_a_link_out_of_the_checkout_is_refused(requests: Requests, tmp_path: Path) -> None:
    secret = "- [Secret](https://s.example) - Is the the token.\n"
    (tmp_path / "secret.md").write_text(secret)
    readme = requests.repository.folder / "README.md"
    for target in (tmp_path / "secret.md", requests.repository.folder / ".git" / "config"):
        readme.unlink()
        readme.symlink_to(target)
        job = requests.push()
        assert job.failed
        assert job.annotations("error")[0].data == "README.md: not inside the checkout"
        assert "token" not in job.summary + "\n".join(job.lines)


def test_no_secret_of_the_runner_reaches_the_check(requests: Requests) -> None:
    environ = {
        "PATH": "/bin",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "x",
        "ACTIONS_RUNTIME_TOKEN": "x",
        "INPUT_TOKEN": "x",
        "GITHUB_OUTPUT": "x",
        "GITHUB_API_URL": "https://api.github.com",
        "RUNNER_TEMP": "/t",
    }
    assert check_environment(environ, "t") == {
        "PATH": "/bin",
        "GITHUB_API_URL": "https://api.github.com",
        "GITHUB_TOKEN": "t",
        "XDG_CACHE_HOME": str(Path("/t/listlint/cache")),
    }


def entries(texts: tuple[str, ...]) -> str:
    """Return entries that are wrong in ways whose messages quote what they are."""
    lines = []
    for number, text in enumerate(texts):
        lines += [
            f"- [{text}](https://copper.example/) - Boils {text} {text}.",
            f"- [Tool {number}](https//x{number}.example/{text}) - Does things.",
            f"- [Tool](#{text}) - Is [a][{text}] the the {text}.",
            f"- [Tool {number}]({text}) - Does things.",
        ]
    return "\n".join(lines) + "\n"


def test_hostile_entries_inject_nothing(requests: Requests) -> None:
    job = requests.push(OLD + entries(HOSTILE), comment="true")
    assert int(job.outputs["findings"]) > len(HOSTILE) * 2
    assert [c.name for c in job.commands if "group" in c.name] == ["group", "endgroup"]
    for line in job.lines:  # each is a command of ours, or a line of text
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f\u202e]", line)
        command = command_of(line)
        if command is None or "group" in command.name:
            continue
        assert command.name in ("error", "warning", "notice")
        assert set(command.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert command.properties["file"] == "README.md"
        assert re.fullmatch(r"[a-z-]+", command.properties["title"])
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f\u202e]", command.data)
    body = requests.github.comments[0]["body"]
    assert "pwned" in job.summary
    assert "pwned" in body
    for text in (job.summary, body):
        assert_harmless(text)
    assert body.startswith(comments.COMMENT)
    assert (
        re.sub(r"^(`{3,})diff\n.*?\n\1$", "", body, flags=re.DOTALL | re.MULTILINE).count("<!--")
        == 1
    )


def assert_harmless(text: str) -> None:
    """See that GitHub shows Markdown without mentions, images, strange links or HTML."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    allowed = "p a strong em table thead tbody tr th td code span pre div h1 h2 h3 h4 ul li details"
    assert tags <= {*allowed.split(), "summary", "br", "sub"}, tags
    links = set(re.findall(r'href="([^"]*)"', html))
    own = "https://github.com/teapots/awesome-teapots/"
    assert all(link.startswith((SITE, f"{own}blob/", f"{own}actions/")) for link in links), links
    shown = re.sub(r"<pre.*?</pre>|<code.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"(?<![\w>;])@\w", shown)
    assert " onerror" not in re.sub(r">[^<]*<", "><", html)


# --- Schedules -----------------------------------------------------------------------------


def test_one_issue_is_kept_and_closed(requests: Requests) -> None:
    requests.github.issues.append(
        {
            "number": 1,
            "user": {"type": "User"},
            "labels": ["listlint"],
            "state": "open",
            "body": comments.ISSUE + " forged",
        }
    )
    inputs = {"links": "false", "comment": "true", "fail-on": "never"}

    def run(text: str) -> None:
        requests.repository.commit(text)
        assert not requests.run("schedule", event("schedule"), inputs).failed

    run(OLD + GOOD + BAD)
    forged, issue = requests.github.issues
    assert (issue["state"], issue["labels"]) == ("open", ["listlint"])
    assert "Old" in issue["body"]  # everything counts here
    assert_harmless(issue["body"])
    run(OLD)
    assert "1 warning in 2 entries" in issue["body"]
    run(GOOD)
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
    assert "no findings in 3 entries" in issue["body"]
    asked = len([a for a in requests.github.asked if not a.startswith("GET")])
    run(GOOD)
    assert len([a for a in requests.github.asked if not a.startswith("GET")]) == asked
    run(OLD)
    assert issue["state"] == "open"
    assert len(requests.github.issues) == 2
    assert forged["body"] == comments.ISSUE + " forged"


def test_the_store_is_kept_on_a_schedule_alone(requests: Requests) -> None:
    steps = {step["name"]: step for step in requests.runner.action["runs"]["steps"]}
    keep = steps["Save link cache"]
    look = steps["Restore link cache"]
    assert keep["with"]["path"] == look["with"]["path"]
    assert keep["with"]["key"] == look["with"]["key"]
    assert keep["with"]["key"].startswith(look["with"]["restore-keys"])
    requests.run("schedule", event("schedule"), {"links": "false", "fail-on": "never"})
    assert requests.runner.saved == []


# --- Links ---------------------------------------------------------------------------------

ALLOWED = 'ignore = ["private-link", "insecure-link"]\n[links]\nallow-private = true\nspacing = 0\n'


def page(github: GitHub, name: str) -> str:
    """Return an entry that leads to a page on loopback; but for `issues`, none is there."""
    return f"- [{name.title()}]({github.url}/{name}?labels=x) - Is a page.\n"


def asked(github: GitHub) -> set[str]:
    paths = {one.split()[1] for one in github.asked}
    github.asked.clear()
    return paths


def test_a_request_asks_for_its_own_links_alone(
    runner: Runner, repository: Repository, github: GitHub
) -> None:
    repository.commit(ALLOWED, "listlint.toml")
    repository.commit(OLD + page(github, "old"))
    requests = Requests(runner, repository, github)
    moved = page(github, "old") + OLD.replace("Copper", "Kupfer") + page(github, "gone")
    job = requests.push(moved + page(github, "issues"), links="true")
    assert job.failed
    assert asked(github) == {"/gone", "/issues"}
    assert titles(job.annotations("error")) == {"dead-link"}


def test_a_request_cannot_have_private_addresses_asked(requests: Requests) -> None:
    requests.repository.write(ALLOWED, "listlint.toml")
    requests.push(OLD + page(requests.github, "gone"), links="true")
    assert asked(requests.github) == set()


def test_on_a_schedule_all_links_are_asked_and_remembered(
    runner: Runner, repository: Repository, github: GitHub
) -> None:
    repository.commit(ALLOWED, "listlint.toml")
    requests = Requests(runner, repository, github)
    repository.commit("# Pages\n\n" + page(github, "gone") + page(github, "issues"))
    inputs = {"comment": "true", "fail-on": "never", "token": "a-token"}
    requests.run("schedule", event("schedule"), inputs)
    assert {"/gone", "/issues"} <= asked(github)
    (issue,) = github.issues
    assert "dead-link" in issue["body"]
    assert runner.saved
    requests.run("pull_request", event("pull_request", requests.base, requests.base), inputs)
    context = requests.run("schedule", event("schedule"), {"fail-on": "never"})
    assert "/issues" not in asked(github)  # it was alive an hour ago
    assert context.outputs["errors"] == "1"
    assert github.tokens <= {"", "Bearer a-token"}


def test_a_baseline_has_accepted_findings(requests: Requests, tmp_path: Path) -> None:
    """On pull requests it is read from the base, like the config."""
    repository = requests.repository
    assert listlint("baseline", "--offline", cwd=repository.folder).code == 0
    inputs = {"links": "false", "baseline": "listlint-baseline.json"}
    job = requests.run("schedule", event("schedule"), inputs)
    assert (job.failed, job.outputs["findings"]) == (False, "0")
    job = requests.push(OLD + BAD, baseline="listlint-baseline.json")
    assert job.failed
    assert titles(job.annotations("error")) >= {"malformed-url"}


# --- CliError -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FAIL_ON", "always", "fail-on: must be one of error, warning, never, not `always`"),
        ("COMMENT", "yes", "comment: must be one of false, true, artifact, not `yes`"),
        ("LINKS", "maybe", "links: must be `true` or `false`, not `maybe`"),
        ("SUGGEST", "maybe", "suggest: must be `true` or `false`, not `maybe`"),
        ("FIX", "push", "fix: must be one of false, pull-request, not `push`"),
        ("FORMAT", "pdf", "format: unknown format `pdf`; expected one of json"),
    ],
)
def test_wrong_inputs(name: str, value: str, said: str) -> None:
    with pytest.raises(ActionError, match=re.escape(said)):
        inputs_of({f"INPUT_{name}": value})


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fix": "push", "suggest": "false"}, "fix: must be one of false, pull-request, not `pus"),
        ({"suggest": "maybe"}, "suggest: must be `true` or `false`, not `maybe`"),
        ({"paths": "none.md"}, "none.md: does not exist"),
        ({"paths": "-"}, "paths: standard input (`-`) is not supported"),
        ({"since": "nonsense"}, "--since nonsense: no such commit"),
        ({"config": "none.toml"}, "none.toml: no such file"),
    ],
)
def test_a_wrong_input_is_one_line(requests: Requests, inputs: dict[str, str], said: str) -> None:
    job = requests.push(OLD, **inputs)
    assert job.failed
    errors = [c.data for c in job.annotations("error")]
    assert len(errors) == 1, job.lines
    assert said in errors[0]


def test_one_list_that_cannot_be_read_hides_nothing_of_the_others(requests: Requests) -> None:
    (requests.repository.folder / "broken.md").write_bytes(b"\xff\xfea\0")
    job = requests.push(OLD + BAD, paths="README.md\nbroken.md", fail_on="never")
    assert job.failed
    assert any(c.data.startswith("broken.md: ") for c in job.annotations("error"))
    assert "malformed-link" in job.summary
    assert int(job.outputs["findings"]) > 3


def test_a_shallow_checkout_says_how_to_deepen(requests: Requests, tmp_path: Path) -> None:
    head = requests.repository.commit(OLD + BAD)
    clone(requests.repository, tmp_path / "clone", "--depth", "1")
    text = event("pull_request", requests.base, head)
    job = requests.runner.run(
        tmp_path / "clone",
        "pull_request",
        text,
        requests.github.url,
        {"links": "false"},
        plain_environment(),
    )
    assert job.failed
    assert "fetch-depth: 2" in job.annotations("error")[0].data


# --- Checkouts -----------------------------------------------------------------------------

DEBT = "- [Debt](https://debt.example/) - Came with with main.\n"
NEW = "- [New](https://new.example/) - Came with the the request.\n"


@pytest.fixture
def stale(requests: Requests) -> Requests:
    """Return a request that adds `NEW`, on a base that got `DEBT` after it was opened."""
    repository = requests.repository
    requests.head = repository.commit(OLD + NEW)
    repository.git("switch", "-q", "main")
    repository.commit(DEBT.join(OLD.split("- [Copper]", 1)).replace(DEBT, DEBT + "- [Copper]"))
    return requests


def merge(requests: Requests) -> str:
    """Return the merge commit that GitHub makes for a request."""
    requests.repository.git("switch", "-q", "-C", "merge", "main")
    requests.repository.git("merge", "-q", "--no-ff", "-m", "Merge", requests.head)
    return requests.repository.git("rev-parse", "HEAD").strip()


def check(
    requests: Requests, folder: Path, name: str, text: str, **inputs: str
) -> list[tuple[str, str]]:
    """Return rule and message of each annotation of a run in a checkout."""
    job = requests.runner.run(
        folder, name, text, requests.github.url, {"links": "false", **inputs}, plain_environment()
    )
    found = [c for name in ("error", "warning") for c in job.annotations(name)]
    return [(c.properties["title"], c.data.partition(" (fix")[0]) for c in found]


FOUND = [("repeated-word", "repeated word `the`")]


def test_later_commits_of_the_base_are_not_reported(stale: Requests, tmp_path: Path) -> None:
    """The base of the event is that of when the request was opened; a re-run has the same."""
    merge(stale)
    text = event("pull_request", stale.base, stale.head)
    assert check(stale, stale.repository.folder, "pull_request", text) == FOUND
    shallow = clone(stale.repository, tmp_path / "two", "--depth", "2")
    assert check(stale, shallow, "pull_request", text) == FOUND


def test_the_config_is_that_of_the_current_base(stale: Requests) -> None:
    stale.repository.commit('ignore = ["repeated-word"]\n', "listlint.toml")
    merge(stale)
    text = event("pull_request", stale.base, stale.head)
    assert check(stale, stale.repository.folder, "pull_request", text) == []


def test_a_checkout_of_the_head_has_the_fetched_base(stale: Requests, tmp_path: Path) -> None:
    repository = stale.repository
    repository.git("switch", "-q", "topic")
    repository.git("rebase", "-q", "main")
    head = repository.git("rev-parse", "HEAD").strip()
    text = event("pull_request", stale.base, head)
    folder = clone(repository, tmp_path / "clone")
    assert check(stale, folder, "pull_request", text) == FOUND


def test_a_merge_queue(stale: Requests, tmp_path: Path) -> None:
    merge(stale)
    base = stale.repository.git("rev-parse", "HEAD^1").strip()
    text = event("merge_group", base)
    assert check(stale, clone(stale.repository, tmp_path / "c"), "merge_group", text) == FOUND


def test_a_push_checks_the_whole_list(stale: Requests) -> None:
    merge(stale)
    found = check(stale, stale.repository.folder, "push", event("push"))
    assert [message for _, message in found] == [
        "repeated word `with`", "repeated word `this`", "repeated word `the`"
    ]  # fmt: skip


def test_pull_request_target_is_refused(requests: Requests) -> None:
    text = event("pull_request", requests.base)
    job = requests.run("pull_request_target", text, {"links": "false"})
    assert job.failed
    assert "use pull_request" in job.annotations("error")[0].data


# --- Pure parts ----------------------------------------------------------------------------


def test_plans() -> None:
    pull = json.loads(event("pull_request"))
    inputs = Inputs()
    assert plan_of("pull_request", pull, inputs) == Plan("b" * 40, "b" * 40, 17, "a" * 40, "main")
    assert plan_of("pull_request", pull, Inputs(since="v1")).since == "v1"
    assert plan_of("schedule", {}, inputs) == Plan(scheduled=True)
    assert plan_of("workflow_dispatch", {}, inputs) == Plan(scheduled=True)
    assert plan_of("push", {"before": "x"}, inputs) == Plan()
    group = {"merge_group": {"base_sha": "c" * 40}}
    assert plan_of("merge_group", group, inputs) == Plan("c" * 40, "c" * 40)
    for broken in ({}, {"pull_request": None}, {"pull_request": {"base": {"sha": "--output=x"}}}):
        with pytest.raises(ActionError):
            plan_of("pull_request", broken, inputs)
    assert finished_run(json.loads(event("workflow_run"))) == ("a" * 40, 99)
    with pytest.raises(ActionError):
        finished_run({"workflow_run": {"event": "push", "head_sha": "a" * 40}})


def test_arguments_cannot_become_options(tmp_path: Path) -> None:
    inputs = Inputs(config="--fix", links=False, formats=("sarif",))
    line = list(arguments(inputs, Plan("--fix", "--fix"), tmp_path, ("--fix",)))
    assert line[-2:] == ["--", "--fix"]
    assert [a for a in line if a == "--fix"] == ["--fix"]
    assert "--config=--fix" in line
    assert "--offline" in line


def test_inputs_by_default() -> None:
    assert inputs_of({}) == Inputs()
    given = {"INPUT_PATHS": "a b.md\n\n c.md ", "INPUT_COMMENT": "TRUE", "INPUT_FORMAT": "html,"}
    assert inputs_of(given) == Inputs(
        paths=("a b.md", "c.md"), comment=CommentMode.POST, formats=("html",)
    )


def test_levels() -> None:
    assert fails(Level.WARNING, 0, 1)
    assert not fails(Level.ERROR, 0, 1)
    assert fails(Level.ERROR, 1, 0)
    assert not fails(Level.NEVER, 1, 1)


GIVEN = {
    "path": "README.md", "line": 1, "entry": "Ant", "rule": "empty-link", "severity": "error",
    "message": "m", "safety": "safe", "fix": "f",
}  # fmt: skip
CHANGE = {
    "path": "README.md", "line": 1, "entry": "Ant", "safety": "safe", "messages": ["m"],
    "before": "b", "after": "a",
}  # fmt: skip
DATA = {
    "version": 2, "pull": 17, "head": "a" * 40, "commit": "b" * 40, "errors": 1, "warnings": 0,
    "infos": 0, "entries": 3, "findings": [GIVEN], "changes": [CHANGE], "submissions": [],
}  # fmt: skip
PAGES = comments.Pages(
    "https://github.com/teapots/awesome-teapots",
    "https://github.com/teapots/awesome-teapots/actions/runs/4711",
)


def test_an_artifact_is_read_back() -> None:
    message = comments.load(json.dumps(DATA).encode())
    assert json.loads(comments.dump(message)) == DATA
    assert comments.comment(message, PAGES) == (
        "<!-- listlint: comment -->\n"
        "**listlint**: this pull request adds 1 error.\n\n"
        "| Severity | Place | Entry | Finding |\n"
        "| --- | --- | --- | --- |\n"
        f"| error | [README.md:1]({PAGES.repository}/blob/{'b' * 40}/README.md#L1) | Ant |"
        " m ([empty-link])"
        "<br>Fix: f |\n\n"
        "<details><summary>How to fix 1 entry</summary>\n\n"
        f"[README.md:1]({PAGES.repository}/blob/{'b' * 40}/README.md#L1) Ant:\n\n"
        "```diff\n-b\n+a\n```\n\n</details>\n\n"
        "`listlint --fix` applies the safe fixes. This comment is updated with each push.\n\n"
        "[empty-link]: https://listlint.github.io/listlint/rules/empty-link/\n"
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff",
        json.dumps(DATA | {"version": 1}).encode(),
        json.dumps(DATA | {"pull": "17"}).encode(),
        json.dumps(DATA | {"pull": True}).encode(),
        json.dumps(DATA | {"commit": "main"}).encode(),
        json.dumps(DATA | {"findings": [GIVEN | {"line": "1\n\n# Big"}]}).encode(),
        json.dumps(DATA | {"findings": [GIVEN | {"severity": "fatal"}]}).encode(),
        json.dumps(DATA | {"findings": [GIVEN | {"rule": "](http://evil.example)"}]}).encode(),
        json.dumps(DATA | {"findings": [GIVEN | {"message": None}]}).encode(),
        json.dumps(DATA | {"findings": [{}]}).encode(),
        json.dumps(DATA | {"findings": [GIVEN | {"line": 10**12}]}).encode(),
        json.dumps(DATA | {"findings": [GIVEN] * 2}).encode(),
        json.dumps(DATA | {"changes": [CHANGE] * 51}).encode(),
        json.dumps(DATA | {"changes": [CHANGE | {"safety": "no"}]}).encode(),
        json.dumps(DATA | {"errors": -1}).encode(),
        json.dumps(DATA | {"head": "x" * 10_000_000}).encode(),
    ],
)  # fmt: skip
def test_an_artifact_that_is_none(raw: bytes) -> None:
    with pytest.raises(ActionError, match="artifact"):
        comments.load(raw)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_artifacts_inject_nothing(text: str) -> None:
    for safety in ("safe", "unsafe", "display-only", "", "other"):
        given = GIVEN | {
            "path": text,
            "entry": text,
            "message": text,
            "safety": safety,
            "fix": text,
        }
        change = CHANGE | {
            "path": text,
            "entry": text,
            "before": f"{text}\n```\n# H",
            "after": text,
        }
        change |= {"messages": [text]}
        raw = json.dumps(DATA | {"findings": [given], "changes": [change]}).encode()
        message = comments.load(raw)
        for body in (comments.comment(message, PAGES), comments.issue(message, PAGES)):
            assert_harmless(body)
            assert body.startswith((comments.COMMENT, comments.ISSUE))
        given = {"path": text, "line": 1, "name": text}
        given["checks"] = [{"key": text, "outcome": "failed", "text": text}]
        for data in (DATA, DATA | {"findings": [], "changes": [], "errors": 0}):
            raw = json.dumps(data | {"submissions": [given]}).encode()
            assert_harmless(comments.comment(comments.load(raw), PAGES))
        patches = {text: f"@@ -0,0 +1,3 @@\n+{text}\n+```\n+# H\n"}
        for one in suggestions(message, patches):
            assert_harmless(one["body"].replace("```suggestion", "```"))


def diagnostics(count: int) -> list[dict[str, Any]]:
    return [
        {"path": "a.md", "line": n, "rule": "empty-link", "severity": "info", "fix": None}
        | {"message": "m" * 900, "entry": None}
        for n in range(1, count + 1)
    ]


def message_of(found: list[dict[str, Any]], text: str = "") -> comments.Message:
    numbers = [sum(one["severity"] == name for one in found) for name in Severity]
    sorted_ = comments.worst(found)
    changes = tuple(comments.changes(sorted_, {"a.md": text} if text else {}))
    return comments.Message(1, "", "", tuple(comments.findings(sorted_)), changes, *numbers, 500)


def test_long_bodies_are_cut_and_say_so() -> None:
    given = diagnostics(499)
    given.append(given[0] | {"severity": "error", "message": "the worst"})
    message = message_of(given)
    assert comments.load(comments.dump(message).encode()) == message
    body = comments.comment(message, PAGES)
    assert len(body) < 30_000
    assert "adds 1 error, 499 infos." in body
    first, _, rest = body.partition("<details>")
    assert "the worst" in first.splitlines()[5]
    assert first.count("| info |") == 9
    assert rest.startswith("<summary>490 more</summary>")
    omitted = 490 - rest.count("| info |")
    assert f"… and {omitted} more: see the [job summary]({PAGES.run})." in rest


def finding_with_fix(text: str, *edits: tuple[str, str], **keys: Any) -> dict[str, Any]:
    """Return a diagnostic in `a.md`, whose fix replaces texts that are there once."""
    lines = LineIndex(text)
    places = []
    for old, new in edits:
        start = lines.position(text.index(old))
        end = lines.position(text.index(old) + len(old))
        place = {"line": start.line, "column": start.column, "end_line": end.line}
        places.append({**place, "end_column": end.column, "text": new})
    fix = {"safety": "safe", "description": "d", "edits": places} | keys
    return diagnostics(1)[0] | {"line": places[0]["line"], "message": edits[0][0], "fix": fix}


def test_what_fixes_change_is_shown_once_for_an_entry() -> None:
    text = "# A\r\n\r\n- one and two\r\n- three\r\n- four\r\n"
    found = [
        finding_with_fix(text, ("one", "1")),
        finding_with_fix(text, ("two", "2")),
        finding_with_fix(text, ("one", "1")),  # the same again
        finding_with_fix(text, ("e and t", "-")),  # overlaps
        finding_with_fix(text, ("and", "or"), safety="unsafe"),
        finding_with_fix(text, ("three\r\n- four", "3\r\n- 4"), safety="unsafe"),
        finding_with_fix(text, ("four", "five")),  # its line is taken
    ]
    one, two = comments.changes(found, {"a.md": text})
    assert (one.before, one.after, one.safety) == ("- one and two", "- 1 and 2", "safe")
    assert one.messages == ("one", "two")
    assert (two.line, two.before, two.after) == (4, "- three\r\n- four", "- 3\r\n- 4")
    body = comments.comment(message_of(found, text), PAGES)
    assert "a.md:3:\n\n```diff\n-- one and two\n+- 1 and 2\n```" in body
    assert "a.md:4, if that is correct:\n\n```diff\n-- three\n-- four\n+- 3\n+- 4\n```" in body
    long = text.replace("and", "a" * 2000)
    assert not list(comments.changes([finding_with_fix(long, ("one", "1"))], {"a.md": long}))


# --- Suggested changes ---------------------------------------------------------------------

PATCH = "\n".join(
    (
        *("@@ -1,3 +1,6 @@", " # A", "-old", "+- one", "+- two", " ", "+- one", "+- café", " end"),
        "\\ No newline at end of file",
    )
)


def change_of(before: str, after: str, line: int = 1, safety: str = "safe") -> dict[str, Any]:
    return CHANGE | {"before": before, "after": after, "line": line, "safety": safety}


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (change_of("- two", "- 2"), (None, 3)),
        (change_of("- one\n- two", "- 1\n- 2"), (2, 3)),
        (change_of("- one", "", line=1), (None, 2)),
        (change_of("- one", "- 1", line=9), (None, 5)),  # the nearest
        (change_of("# A", "# B"), None),  # context
        (change_of("- two\n\n- one", "- 2\n\n- 1"), None),  # not all of it is added
        (change_of("- two", "- 2\u202e"), None),  # the reader does not see what is applied
        (change_of("- two", "- 2", safety="display-only"), None),
        (change_of("- two", "- 2") | {"path": "other.md"}, None),
    ],
)
def test_suggestions_are_on_lines_that_the_request_adds(
    change: dict[str, Any], lines: tuple[int | None, int] | None
) -> None:
    message = comments.load(json.dumps(DATA | {"changes": [change]}).encode())
    found = [(s.get("start_line"), s["line"]) for s in suggestions(message, {"README.md": PATCH})]
    assert found == ([lines] if lines else [])


def test_changes_are_suggested_once_and_withdrawn(requests: Requests) -> None:
    github = requests.github
    bad = OLD + NAME.format("Whistler", "whistler", "Whistles when the the water boils.")
    requests.push(bad + "```code\n- ` [x](y) the the\n```\n", comment="true", suggest="true")
    (one,) = github.suggestions
    assert (one["path"], one["line"], one["side"]) == ("README.md", 7, "RIGHT")
    assert one["body"] == (
        "<!-- listlint: suggestion -->\n**listlint**: repeated word `the`.\n\n```suggestion\n"
        "- [Whistler](https://whistler.example/) - Whistles when the water boils.\n```\n"
    )
    requests.push(bad, suggest="true")
    assert len(github.reviews) == 1
    assert len(github.comments) == 1  # `comment` is false now
    requests.push(OLD + "\n" + bad.removeprefix(OLD), suggest="true")
    assert [s["line"] for s in github.suggestions] == [8]
    requests.push(OLD + GOOD, suggest="true")
    assert github.suggestions == []


def test_a_refused_review_is_a_warning(requests: Requests) -> None:
    """GitHub refuses a review of a commit that is no longer the last one."""
    requests.github.refuse_reviews = True
    job = requests.push(OLD + BAD, suggest="true", fail_on="never")
    assert not job.failed
    assert "no suggestions: GitHub returned 422" in job.annotations("warning")[-1].data


def test_a_fork_gets_suggestions_from_the_other_workflow(requests: Requests) -> None:
    requests.push(OLD + BAD, comment="artifact", fail_on="never")
    head = requests.github.pulls[17]["head"]["sha"]
    given = {"comment": "true", "suggest": "true"}
    job = requests.run("workflow_run", event("workflow_run", head=head), given)
    assert not job.failed
    assert len(requests.github.comments) == 1
    assert len(requests.github.suggestions) >= 2


def test_suggestions_are_at_their_line_in_the_request(requests: Requests) -> None:
    """Lines of the merged list differ from those of the request if its base moved on."""
    repository = requests.repository
    head = repository.commit(OLD + NAME.format("New", "new", "Came with the the request."))
    requests.open(head)
    repository.git("switch", "-q", "main")
    repository.commit(OLD.replace("## Kettles", "Much of it.\n\n## Kettles"))
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", head)
    merged = repository.git("rev-parse", "HEAD").strip()
    given = {"links": "false", "suggest": "true", "comment": "true"}
    job = requests.run("pull_request", event("pull_request", requests.base, head), given)
    assert job.annotations("warning")[0].properties["line"] == "9"
    assert requests.github.suggestions[0]["line"] == 7
    assert f"/blob/{merged}/README.md#L9" in requests.github.comments[0]["body"]


# --- Fixes as a pull request ---------------------------------------------------------------

FIX = {"links": "false", "fix": "pull-request", "fail-on": "never"}


@pytest.fixture
def fixable(requests: Requests) -> Requests:
    """Return a repository whose API knows its last commit."""
    commit = requests.repository.commit(OLD)
    requests.github.objects[commit] = {"tree": {"sha": "t" * 40}}
    return requests


def propose(requests: Requests, name: str = "schedule") -> Job:
    return requests.run(name, event("schedule"), FIX)


def test_a_schedule_proposes_fixes_once(fixable: Requests) -> None:
    github = fixable.github
    assert not propose(fixable).failed
    (pull,) = github.pulls.values()
    assert (pull["head"], pull["base"], pull["title"]) == (
        "listlint/fixes", "main", "Apply the safe fixes of listlint"
    )  # fmt: skip
    assert "repeated-word" in pull["body"]
    assert_harmless(pull["body"])
    tip = github.refs["heads/listlint/fixes"]
    assert github.file_of(tip, "README.md") == OLD.replace("this this", "this")
    assert fixable.repository.read() == OLD  # the checkout is as it was
    asked = len(github.asked)
    propose(fixable, "workflow_dispatch")
    assert all(
        one.startswith("GET") or "blobs" in one or "trees" in one for one in github.asked[asked:]
    )


def test_the_proposal_follows_the_list(fixable: Requests) -> None:
    github = fixable.github
    propose(fixable)
    text = OLD + NAME.format("New", "new", "Came with the the request.")
    commit = fixable.repository.commit(text)
    github.objects[commit] = {"tree": {"sha": "u" * 40}}
    propose(fixable)
    tip = github.refs["heads/listlint/fixes"]
    assert github.file_of(tip, "README.md").count("the request") == 1
    assert github.objects[tip]["parents"] == [commit]
    assert len(github.pulls) == 1
    fixable.repository.commit(OLD.replace("this this", "this"))
    propose(fixable)
    assert [pull["state"] for pull in github.pulls.values()] == ["closed"]


def test_a_proposal_that_was_closed_is_not_opened_again(fixable: Requests) -> None:
    propose(fixable)
    fixable.github.pulls[1]["state"] = "closed"
    propose(fixable)
    assert len(fixable.github.pulls) == 1


def test_commits_of_others_are_kept(fixable: Requests) -> None:
    github = fixable.github
    github.refs["heads/listlint/fixes"] = "d" * 40
    github.objects["d" * 40] = {"message": "By hand", "tree": {"sha": "t" * 40}}
    job = propose(fixable)
    assert job.failed
    assert "has commits of others" in job.annotations("error")[0].data
    assert github.refs["heads/listlint/fixes"] == "d" * 40


def test_proposals_need_permissions(fixable: Requests) -> None:
    fixable.github.writable = False
    job = propose(fixable)
    assert not job.failed
    assert "`contents: write`" in job.annotations("warning")[-1].data


def test_the_mark_alone_is_not_trusted(github: GitHub) -> None:
    api = Api(github.url, "teapots/awesome-teapots", "t")
    for user, association, ours in (
        (BOT, "NONE", True),
        ({"type": "User"}, "OWNER", True),
        ({"type": "User"}, "CONTRIBUTOR", False),
        (None, "NONE", False),
    ):
        github.comments[:] = [
            {"id": 1, "user": user, "author_association": association, "body": comments.COMMENT}
        ]
        api.keep_comment(1, comments.COMMENT, comments.COMMENT + "new", only_update=False)
        assert (len(github.comments) == 1) is ours


# --- What is written down ------------------------------------------------------------------


def workflows() -> list[Path]:
    return sorted((ROOT / "docs" / "workflows").glob("listlint*.yml"))


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_the_ready_workflows_use_the_action_as_it_is(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in path.read_text()
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step for step in steps if step["uses"].startswith("listlint/listlint@")]
    assert used
    for step in used:
        assert set(step.get("with", {})) <= set(action["inputs"])


def test_every_input_is_explained() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    page = (ROOT / "docs" / "action.md").read_text()
    for name in (*action["inputs"], *action["outputs"]):
        assert f"`{name}`" in page
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert "${{" not in step["run"]
            if "python" in step["run"].lower():
                assert step["env"]["PYTHONSAFEPATH"] == "1"
                assert '"$PYTHON" -I ' in step["run"]
        else:
            assert re.search(r"@[0-9a-f]{40}$", step["uses"])
