"""The tests. A package of its own, so that ``tests`` is never the folder of that name which Ciw installs."""
