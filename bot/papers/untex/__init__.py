"""TeX in arXiv's titles and abstracts, made Unicode that is read without knowing TeX."""
