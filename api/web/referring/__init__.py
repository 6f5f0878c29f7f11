"""The referral form: asked on one page, checked on the next, sent once."""
