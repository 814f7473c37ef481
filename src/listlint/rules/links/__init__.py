"""Rules about links: their syntax and where they lead."""
