"""The needs, one module each; `iopsched.check.contents` lists them."""
