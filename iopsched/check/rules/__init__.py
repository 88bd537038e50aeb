"""The hard rules, one module each; `iopsched.check.contents` lists them."""
