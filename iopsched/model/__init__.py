"""The models: what callers write down and what they get back."""
