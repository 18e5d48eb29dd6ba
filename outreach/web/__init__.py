"""What stands between HTTP and the tablet: its shell, and what it sends."""
