"""The live drill: a server that plays one drill for people in a room; see docs/live.md.

Only here FastAPI is known. What a drill *is* stays below: a recipe, orders, facts. This folder adds the wall clock
(``pace``), the record that outlives a crash (``lines``, ``storage``), the one task that owns an engine (``conduct``),
the pictures on their way to people (``hub``), and who may see and do what (``access``).
"""
