"""The panel: which firm a case is offered to, and why that one. Start with `ranking.py`."""
