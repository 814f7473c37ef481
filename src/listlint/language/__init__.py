"""Words: which are right, what names of licenses mean, which are alike."""
