"""Headers of columns, labels of fields and generic link texts."""

import re

# Words in headers of the columns with names and descriptions.
NAME_HEADER = re.compile(
    r"\b(?:name|title|project|model|tool|library|package|api|app|application|repo(?:sitory)?"
    r"|dataset|resource|paper|framework|software|service|plugin|product|book|course|site)s?\b"
    r"|名称|项目|模型|工具|数据集|论文|名字",
    re.IGNORECASE,
)
DESCRIPTION_HEADER = re.compile(
    r"\b(?:description|feature|about|summary|details?|comments?|notes?|purpose|desc|remarks?"
    r"|overview|introduction|what)s?\b|描述|说明|简介|介绍|备注|特点",
    re.IGNORECASE,
)
LICENSE_HEADER = re.compile(
    r"\b(?:licen[cs]es?|licencia|licença|licenza|lizenz)\b|许可|协议|ライセンス", re.IGNORECASE
)
ADDRESS_LABEL = re.compile(
    r"(?:项目)?(?:地址|链接|主页|网址|仓库)|(?:project |code |source )?"
    r"(?:url|links?|github|repo(?:sitory)?|website|home ?page|address)",
    re.IGNORECASE,
)
# Texts of links that are not names.
GENERIC_TEXT = re.compile(
    r"\W*(?:(?:full |official )?(?:blog|paper|code|repo(?:sitory)?|github|link|pdf|website|site"
    r"|page|homepage|demo|docs?|documentation|download|arxiv|video|slides|here|source(?: code)?"
    r"|project|model(?: card)?|weights|data(?:set)?|(?:blog )?post|tweet|article|announcement"
    r"|tech(?:nical|\.) ?report|course|man page))\W*",
    re.IGNORECASE,
)
