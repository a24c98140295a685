"""The sample day, and a server that answers with it as the real sources would."""
