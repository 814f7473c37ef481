"""Headers of columns, labels of fields and generic link texts."""

import re

from listlint.diagnostics.regex import regex

# Words in headers of the columns with names and descriptions.
NAME_HEADER = regex(
    r"\b(?:name|title|project|model|tool|library|package|api|app|application|repo(?:sitory)?"
    r"|dataset|resource|framework|software|service|plugin|product|book|course|site)s?\b"
    r"|名称|项目|模型|工具|数据集|名字|标题|名前|タイトル|이름|제목|데이터셋|название|имя",
    re.IGNORECASE,
)
DESCRIPTION_HEADER = regex(
    r"\b(?:description|feature|about|summary|details?|comments?|notes?|purpose|desc|remarks?"
    r"|overview|introduction|what|descripci[oó]n|descrição|beschreibung|descrizione|opis)s?\b"
    r"|描述|说明|简介|介绍|备注|特点|説明|概要|설명|описание|açıklama",
    re.IGNORECASE,
)
LICENSE_HEADER = regex(
    r"\b(?:licen[cs]es?|licencia|licença|licenza|lizenz)\b|许可|协议|ライセンス", re.IGNORECASE
)
ADDRESS_LABEL = regex(
    r"(?:项目)?(?:地址|链接|主页|网址|仓库)|(?:project |code |source )?"
    r"(?:url|links?|github|repo(?:sitory)?|website|home ?page|address)",
    re.IGNORECASE,
)
# Texts of links that are not names.
GENERIC_TEXT = regex(
    r"\W*(?:(?:full |official |live |online )?(?:blog|paper|code|repo(?:sitory)?|github|link"
    r"|pdf|website|web|site"
    r"|page|homepage|demo|docs?|documentation|download|arxiv|video|slides|here|source(?: code)?"
    r"|project|model(?: card)?|weights|data(?:set)?|(?:blog )?post|tweet|article|announcement"
    r"|tech(?:nical|\.) ?report|course|man page))\W*",
    re.IGNORECASE,
)
# Labels of links, and the fields that they are.
LINK_LABELS = {
    **dict.fromkeys(("link", "url", "website", "site", "homepage", "home page", "page"), "url"),
    **dict.fromkeys(
        ("source", "source code", "code", "src", "repo", "repository", "github", "gitlab"), "source"
    ),
    **dict.fromkeys(("demo", "live demo", "online demo", "try it", "live"), "demo"),
    **dict.fromkeys(("docs", "doc", "documentation", "manual"), "docs"),
    **dict.fromkeys(("paper", "arxiv"), "paper"),
}
# Programming languages and runtimes, in lower case.
LANGUAGES = frozenset({
    ".net", "ada", "agda", "apl", "assembly", "awk", "bash", "batch", "c", "c#", "c++", "c/c++",
    "clojure", "clojurescript", "cobol", "coffeescript", "common lisp", "common-lisp", "cpp",
    "crystal", "d", "dart", "delphi", "elixir", "elm", "emacs lisp", "emacs-lisp",
    "erlang", "f#", "fortran", "fsharp", "gdscript", "go", "golang", "groovy", "hack",
    "haskell", "haxe", "idris", "java", "javascript", "js", "julia", "jupyter",
    "kotlin", "lisp", "lua", "matlab", "mojo", "nim", "node", "node.js", "nodejs", "objective c",
    "objective-c", "ocaml", "octave", "pascal", "perl", "php", "powershell", "prolog",
    "purescript", "python", "python2", "python3", "r", "racket", "raku", "react", "reason",
    "rexx", "rmarkdown", "ruby", "rust", "scala", "scheme", "shell",
    "smalltalk", "solidity", "sql", "swift", "tcl", "tex", "ts", "typescript", "v", "vala",
    "vb", "vb.net", "vba", "verilog", "vhdl", "vim script", "vim-script", "viml", "visual basic",
    "visual-basic", "wasm", "webassembly", "zig", "zsh",
})  # fmt: skip
