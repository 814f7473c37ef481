"""Handle the two errors that a program can do something about."""

import listlint

for path, config in (
    ("awesome-kettles.md", None),
    ("awesome-teapots.md", {"preset": "strct", "offlin": True}),
):
    try:
        listlint.check(path, config=config)
    except listlint.SourceError as error:
        print(f"the list: {error}")
    except listlint.ConfigError as error:
        for line in error.lines:
            print(f"the config: {line}")
