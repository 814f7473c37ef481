"""Read READMEs from files, from standard input and from git."""
