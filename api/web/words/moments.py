"""Moments as pages say them, by the London clock."""

from api.web.filters import clock, moment

__all__ = ["clock", "moment"]
