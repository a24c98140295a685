"""What a paper is; knows nothing above."""
