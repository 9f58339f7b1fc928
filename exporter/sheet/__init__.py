"""A deck as a PDF revision sheet: the only package that imports reportlab."""
