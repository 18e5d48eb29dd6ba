"""What stands between HTTP and the tablet's pages."""
