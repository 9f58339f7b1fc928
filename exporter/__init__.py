"""One Markdown file of questions and answers becomes an Anki deck and a printed revision sheet."""

__version__ = "0.1.0"
