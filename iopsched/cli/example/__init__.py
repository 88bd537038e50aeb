"""The week that `iopsched init` writes."""
