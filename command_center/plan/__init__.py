"""The plan files: their models, loading them, and every error with its file and line."""
