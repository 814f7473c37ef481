"""Names of technologies that have a single correct spelling."""

from collections.abc import Mapping

from listlint.diagnostics.regex import regex

NAMES = (
    "ActiveMQ", "AdGuard", "AirPlay", "AngularJS", "API", "AppArmor", "AppImage", "AppleScript",
    "AppVeyor", "ArangoDB", "arXiv", "AsciiDoc", "AsyncAPI", "AWS", "BibTeX", "BigQuery",
    "BitTorrent", "CakePHP", "CentOS", "ChatGPT", "CircleCI", "ClickHouse", "ClojureScript",
    "Cloudflare", "CloudFormation", "CloudFront", "CloudWatch", "CMake", "CockroachDB",
    "CodeIgniter", "CodeMirror", "CoffeeScript", "CouchDB", "CPU", "CSS", "CSV", "DeepMind",
    "DevOps", "DigitalOcean", "DuckDB", "DuckDuckGo", "DynamoDB", "eBay", "eBPF", "ECMAScript",
    "EditorConfig", "Elasticsearch", "ESLint", "FastAPI", "FFmpeg", "FileZilla", "Firefox",
    "FreeBSD", "FreeCAD", "FreeRTOS", "GitHub", "GitLab", "GnuPG", "GPU", "GraphQL", "gRPC",
    "HAProxy", "HashiCorp", "HTML", "HTML5", "HTTP", "HTTPS", "iCloud", "IMDb", "IndexedDB",
    "InfluxDB", "IntelliJ", "iOS", "iPad", "iPadOS", "iPhone", "IPv4", "IPv6", "JavaFX",
    "JavaScript", "jQuery", "JetBrains", "JSON", "JSX", "JupyterLab", "JWT", "KaTeX", "KeePass",
    "KeePassXC", "LangChain", "LevelDB", "LibreOffice", "LinkedIn", "LLM", "LLVM", "macOS",
    "MariaDB", "MathJax", "MathML", "MediaWiki", "MinIO", "MkDocs", "MongoDB", "MQTT", "MySQL",
    "NativeScript", "Neo4j", "Neovim", "NetBeans", "NetBSD", "NLP", "NodeMCU", "NoSQL", "NumPy",
    "OAuth", "OAuth2", "OpenAI", "OpenAPI", "OpenBSD", "OpenCL", "OpenCV", "OpenGL", "OpenID",
    "OpenMP", "OpenShift", "OpenSSH", "OpenSSL", "OpenStack", "OpenStreetMap", "OpenTelemetry",
    "OpenVPN", "OpenWrt", "PayPal", "PDF", "phpMyAdmin", "PlantUML", "PlayStation", "PostCSS",
    "PostGIS", "PostgreSQL", "PowerPoint", "PowerShell", "ProseMirror", "PubMed", "PyCharm", "PyPI",
    "PyPy", "PyQt", "PyTorch", "QuickTime", "RabbitMQ", "Raspberry Pi", "ReactiveX", "RethinkDB",
    "RocksDB", "RSpec", "RSS", "RxJava", "RxJS", "SaaS", "SaltStack", "SciPy", "SDK", "SELinux",
    "SendGrid", "ServiceNow", "SharePoint", "SketchUp", "SoundCloud", "SPARQL", "SpiderMonkey",
    "SQL", "SQLAlchemy", "SQLite", "SSH", "StatsD", "SVG", "SwiftUI", "SymPy", "TensorFlow",
    "TextMate", "TimescaleDB", "TOML", "TypeScript", "URL", "UUID", "VirtualBox", "Visual Studio",
    "Visual Studio Code", "VMware", "VPN", "VSCodium", "WebAssembly", "WebAuthn", "WebDAV", "WebGL",
    "WebGPU", "WebRTC", "WebSocket", "WebSockets", "WebStorm", "WeChat", "WhatsApp", "WireGuard",
    "WooCommerce", "WordPress", "XML", "XMPP", "XPath", "YAML", "YouTube", "ZeroMQ",
)  # fmt: skip
"""Correct spellings."""
REPLACEMENTS: Mapping[str, str] = {
    "NodeJS": "Node.js",
    "Nodejs": "Node.js",
    "Node.JS": "Node.js",
    "MacOS X": "Mac OS X",
    "VueJS": "Vue.js",
    "StackOverflow": "Stack Overflow",
    "Stackoverflow": "Stack Overflow",
    "raspberry pi": "Raspberry Pi",
    "bittorrent": "BitTorrent",
    "chatgpt": "ChatGPT",
    "github": "GitHub",
    "javascript": "JavaScript",
    "linkedin": "LinkedIn",
    "node.js": "Node.js",
    "reddit": "Reddit",
    "wikipedia": "Wikipedia",
    "wordpress": "WordPress",
    "youtube": "YouTube",
}  # fmt: skip
"""Further wrong spellings, and lower-case ones that are rarely commands or packages."""
_FOLDED = frozenset(name.lower() for name in NAMES)


def is_misspelled(word: str) -> bool:
    """Return whether a word is a wrong spelling of one of the names, whatever a list has."""
    return word in REPLACEMENTS or (
        word.lower() in _FOLDED and word not in NAMES and not (word.islower() or word.isupper())
    )


def is_single(name: str) -> bool:
    """Return whether other letter cases of a name are certainly no other names.

    It is well known, or has a dot: `Next.js`.
    """
    return name in NAMES or name.removesuffix("s") in NAMES or "." in name


_TOKEN = regex(r"\w[\w.+#'’-]*(?<![.'’-])")


def repeats_name(text: str, start: int, end: int, name: str) -> bool:
    """Return whether a word of a text repeats a name, such as that of the entry described.

    The word is the name, or has the same word before or after it as there.
    """
    word = text[start:end]
    parts = _TOKEN.findall(name)
    if parts == [word]:
        return True
    before = _TOKEN.findall(text[max(0, start - 40) : start])[-1:]
    after = _TOKEN.findall(text[end : end + 40])[:1]
    return any(
        (before and before == parts[max(0, at - 1) : at])
        or (after and after == parts[at + 1 : at + 2])
        for at, part in enumerate(parts)
        if part == word
    )
