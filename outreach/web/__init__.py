"""What happens around the requests of tablets."""
