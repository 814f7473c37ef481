"""Rules about text: words, characters, punctuation."""
