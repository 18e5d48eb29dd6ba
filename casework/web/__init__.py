"""Middleware, context and adapters: between HTTP and the views."""
