"""The sources: where papers and what is said of them come from, one file a site."""
