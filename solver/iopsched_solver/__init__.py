"""The optimiser: integer arrays in, an outcome with a rigorous bound out."""
