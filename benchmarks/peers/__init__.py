"""Whom the project is compared with: other engines on the same problem, and what a person does."""
