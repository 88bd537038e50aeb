"""Why a need is unmet: verified reasons, verified fixes, and the price of meeting it."""

from iopsched.explaining.explainer import Explainer

__all__ = ["Explainer"]
