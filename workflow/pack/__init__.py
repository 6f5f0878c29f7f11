"""The application to the court: what is asked, what the case holds of it, what is kept from it, and what comes out.

Read `making.py` first. Nothing here may let a place or a way to reach her onto the form: see `keeping.py`.
"""
