"""Rules about entries: what is listed, how it is described, in which order."""
