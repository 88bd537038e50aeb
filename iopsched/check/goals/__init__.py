"""The goals, one module each; `iopsched.check.contents` lists them."""
