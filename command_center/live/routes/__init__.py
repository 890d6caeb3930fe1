"""The addresses of the server, one module for each noun; each module ends with its table ``ROUTES``."""
