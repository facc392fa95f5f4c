"""Run folders: writing, verifying and comparing them."""
