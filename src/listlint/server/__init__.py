"""The language server (extra `lsp`). The only package that imports pygls and lsprotocol."""
