"""Fictional referrals, and whole lives of cases, for tests and demonstrations. Nobody in them exists.

`write_file()` writes what `rowan import` takes; `play()` drives lives through the engine's own door, with the mix
of exits of `mix.py`; `write_lives()` writes as rows what `play()` would do for a million.
"""

from workflow.simulate.bulk import write_lives
from workflow.simulate.files import write_file
from workflow.simulate.playing import Played, play
from workflow.simulate.referrals import referrals

__all__ = ["Played", "play", "referrals", "write_file", "write_lives"]
