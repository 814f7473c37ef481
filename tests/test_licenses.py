"""What license names mean."""

import pytest

from listlint.language.licenses import License, Spelling, canonical, read_license

NAMES = {
    "Apache 2": "Apache-2.0",
    "Apache2": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "Apache v2.0": "Apache-2.0",
    "ASL 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "The MIT Licence": "MIT",
    "MIT/X11": "MIT",
    "Expat": "MIT",
    "BSD 3 Clause": "BSD-3-Clause",
    "3-clause BSD": "BSD-3-Clause",
    "New BSD License": "BSD-3-Clause",
    "Simplified BSD": "BSD-2-Clause",
    "BSD-2": "BSD-2-Clause",
    "MPL 2.0": "MPL-2.0",
    "Mozilla Public License 2.0": "MPL-2.0",
    "EPL-2": "EPL-2.0",
    "CC BY 4.0": "CC-BY-4.0",
    "CC BY-SA-3.0": "CC-BY-SA-3.0",
    "Creative Commons Attribution 4.0 International": "CC-BY-4.0",
    "Creative Commons Attribution-NonCommercial-ShareAlike 4.0": "CC-BY-NC-SA-4.0",
    "CC0": "CC0-1.0",
    "CC0 1.0 Universal": "CC0-1.0",
    "The Unlicense": "Unlicense",
    "Boost Software License 1.0": "BSL-1.0",
    "GPLv3+": "GPL-3.0-or-later",
    "GPL 3 or later": "GPL-3.0-or-later",
    "GNU General Public License v2.0 only": "GPL-2.0-only",
    "GNU Lesser General Public License v3 or later": "LGPL-3.0-or-later",
    "SIL Open Font License 1.1": "OFL-1.1",
    "mit or apache-2.0": "MIT OR Apache-2.0",
}


@pytest.mark.parametrize("text", NAMES)
def test_names_mean_one_identifier(text: str) -> None:
    assert read_license(text) == License((NAMES[text],), Spelling.NAME)


EXACT = (
    "MIT|GPL-3.0|GPL-3.0-only|LGPL-2.1+|0BSD|CC-BY-SA-4.0|LicenseRef-ours|"
    "Apache-2.0 WITH LLVM-exception|(MIT OR Apache-2.0) AND CC-BY-4.0"
)


@pytest.mark.parametrize("text", EXACT.split("|"))
def test_identifiers_and_expressions_are_exact(text: str) -> None:
    license_ = read_license(text)
    assert license_ is not None
    assert license_.spelling is Spelling.EXACT


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MTI", "MIT"),
        ("MIIT", "MIT"),
        ("Apche-2.0", "Apache-2.0"),
        ("Apachee 2.0", "Apache-2.0"),
        ("BSD-3-Cluase", "BSD-3-Clause"),
        ("Unlicence", "Unlicense"),
        ("LPGL-2.1", "LGPL-2.1"),
    ],
)
def test_typos_mean_usual_licenses(text: str, wanted: str) -> None:
    license_ = read_license(text)
    assert license_ is not None
    assert license_.spelling is Spelling.MISSPELLED
    assert wanted in (license_.loose, *license_.ids)


@pytest.mark.parametrize("text", ["GPLv3", "GPL 3", "GNU GPL v3", "gpl3"])
def test_gnu_versions_leave_later_ones_open(text: str) -> None:
    license_ = read_license(text)
    assert license_ == License(("GPL-3.0-only", "GPL-3.0-or-later"), Spelling.NAME, loose="GPL-3.0")


OTHERS = (
    "-|?|N/A|n/a||unlicensed|custom|Custom license|proprietary|Commercial|Freeware|free|yes|no|"
    "see website|Public Domain|LLaMA license|Llama 2 Community|OpenRAIL-M|CreativeML Open RAIL-M|"
    "bigscience-bloom-rail-1.0|Gemma Terms of Use|Apache 2.0 with usage restrictions|Apache 3.0|"
    "GPL-4.0|MIT-like|Free for research|无|未知|Open Source|2.0|🎉"
)


@pytest.mark.parametrize("text", OTHERS.split("|"))
def test_other_texts_are_no_licenses(text: str) -> None:
    assert read_license(text) is None


@pytest.mark.parametrize("text", ["(" * 5000, "MIT OR " * 5000 + "MIT", "a" * 100_000, "\0", "AND"])
def test_hostile_texts_are_read_quickly(text: str) -> None:
    assert canonical(text) is None
    assert read_license(text) is None
