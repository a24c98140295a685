"""The places themselves, one file a kind; each hands over what it is given and says what became of it."""
