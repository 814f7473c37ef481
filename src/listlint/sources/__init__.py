"""READMEs as files and as git has them."""
