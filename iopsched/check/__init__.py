"""Every rule and the objective in plain Python: the gate every schedule passes, without any solver."""
