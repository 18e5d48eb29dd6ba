"""Packages for the archives authority: what is kept leaves in a form that outlives this system."""
