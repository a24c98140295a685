"""A digest becomes text; pure."""
