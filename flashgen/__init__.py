"""flashgen: a compiler from reading annotations to Anki decks."""
