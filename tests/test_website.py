"""The documentation site: every link works, and so does every URL that listlint prints."""

import json
import re
from pathlib import Path

import pytest

import website
from command import listlint
from listlint.rules.page import SCHEMA_URL, SITE, rule_url, with_site_links
from listlint.rules.registry import shipped_rules

ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("website") / "build"
    website.write(folder)
    return folder / "docs"


def test_every_link_of_the_site_works(site: Path) -> None:
    rules = "broken-path,broken-fragment,undefined-reference,malformed-link,malformed-url"
    done = listlint("--offline", "--select", rules, *sorted(site.rglob("*.md")), cwd=site)
    assert (done.code, done.err) == (0, ""), done.out


def test_every_page_is_in_the_navigation(site: Path) -> None:
    config = (site.parent / "mkdocs.yml").read_text("utf-8")
    listed = re.findall(r"^ +- (?:[^:\n]+: )?(\S+\.md)$", config, re.MULTILINE)
    assert sorted(listed) == sorted(p.relative_to(site).as_posix() for p in site.rglob("*.md"))


def test_the_schema_is_published_where_it_says(site: Path) -> None:
    schema = json.loads((site / "schema.json").read_text("utf-8"))
    assert schema["$id"] == SCHEMA_URL == f"{SITE}schema.json"


def test_no_page_requests_anything_from_others(site: Path) -> None:
    for page in site.rglob("*.md"):
        prose = EXAMPLE.sub("", page.read_text("utf-8"))
        assert not re.search(r"!\[[^\]]*\]\(\w+:|<(?:img|script|link|iframe)\b", prose), page


def test_every_url_that_is_printed_has_a_page(site: Path) -> None:
    modules = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    urls = {f"{SITE}{page}/" for page in re.findall(r'site_url\(["\'](\w[\w/-]*)["\']\)', modules)}
    for name, rule in shipped_rules().items():
        assert rule.page is not None
        urls |= {rule_url(name) or "", *re.findall(rf"{SITE}[^)\s]*", with_site_links(rule.page))}
    assert len(urls) > len(shipped_rules())
    text = "# Links\n\n" + "".join(f"- [x]({local(url)})\n" for url in sorted(urls))
    (site / "printed.md").write_text(text)
    done = listlint("--offline", "--select", "broken-*", "printed.md", cwd=site)
    (site / "printed.md").unlink()
    assert (done.code, done.err) == (0, ""), done.out


def local(url: str) -> str:
    """Return the source of a page by its URL."""
    page, mark, fragment = url.removeprefix(SITE).partition("#")
    return f"{page.rstrip('/')}.md{mark}{fragment}"


def test_rules_have_titles_tables_and_labeled_examples(site: Path) -> None:
    page = (site / "rules" / "description-ending.md").read_text("utf-8")
    assert "# description-ending\n\n**Description that ends differently from the others.**" in page
    assert "| warning | `recommended`, `awesome`, `strict` | safe |" in page
    assert "| `ending` |" in page
    assert 'The preset `awesome` sets `ending = "period"`.' in page
    assert '```markdown title="Reported"\n' in page
    assert "presets = [" not in page
    assert "```markdown bad" not in page


def test_links_to_other_files_go_to_the_repository(site: Path) -> None:
    page = (site / "action.md").read_text("utf-8")
    assert f"]({website.REPOSITORY}/blob/main/docs/workflows/listlint.yml)" in page


def test_a_link_to_a_missing_file_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"docs/x\.md: no file docs/none\.md"):
        website.relink("[x](none.md)", "docs/x.md", {"docs/x.md": "x.md"})
