"""What each step of the schema does to the tables, a file for each part of the store."""
