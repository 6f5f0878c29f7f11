"""The constant that moved to states/guards/orders.py."""

WARN_DAYS = 42
