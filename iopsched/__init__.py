"""Weekly scheduling for intensive outpatient programs."""

__all__: list[str] = []
