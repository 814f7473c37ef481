"""What all tables of a config have in common."""

from pydantic import BaseModel, ConfigDict


def kebab(name: str) -> str:
    """Return a name as it is written in a config."""
    return name.replace("_", "-")


class Table(BaseModel):
    """A TOML table whose unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=kebab,
        populate_by_name=False,
        use_attribute_docstrings=True,
    )
