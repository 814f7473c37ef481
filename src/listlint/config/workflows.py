"""The workflows for the repository of a list that `docs/workflows` shows."""

from pathlib import Path


def workflows() -> dict[str, str]:
    """Return the text of each workflow by its file name, from the wheel or from the checkout."""
    packaged = Path(__file__).parent / "github"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs" / "workflows"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("listlint*.yml"))}
