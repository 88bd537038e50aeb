"""Seats for newcomers: the best weeks for one patient on a schedule that stays, and whom a free seat serves best."""

from iopsched.recommending.recommender import Recommender

__all__ = ["Recommender"]
