"""Example weeks: named, seeded families of any size, and some written by hand."""
