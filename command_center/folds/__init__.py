"""Folds: everything that anyone sees, computed from facts alone; they import ``facts`` and ``plan``, never the engine.

``Scoreboard`` (with ``tables`` for drawing), ``Response1315``, ``OnTime`` and ``CountsByDay`` are folds; ``stories``
tells what befell one ticket, seat or fact; ``names`` holds the words of every kind and field in two languages.
"""
