"""`python -m listlint`: the same as the `listlint` command."""

from listlint.cli import main

if __name__ == "__main__":
    main()
