"""The ways a deck is laid out on paper: `sheet`, `quiz`, `fold`, `cards`, `large`.

Each layout is one small module from the story's slabs to pages; what is set (paragraphs, code,
tables, formulas, figures) and how it is tagged stays with the modules beside this package.
"""
