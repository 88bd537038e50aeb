"""Plans: one patient's whole legal week, priced for many patients at once."""
