"""Which name means what, one table per dialect."""
