"""The long protocol: solve weeks one after the other, each in a process of its own, and tell what was reached when."""
