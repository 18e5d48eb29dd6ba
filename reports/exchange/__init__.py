"""The exchange file: rows about exploited people, as IOM's case data standard words them."""
