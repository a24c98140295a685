"""Where papers and talk about them come from."""
