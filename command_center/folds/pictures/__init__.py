"""What is drawn of a drill: wall, seat, director's desk, evaluator's page, each a pure function of (facts, now).

One fold eats the facts (``fold.WallFold``) and gives every picture; ``setting`` is the part that does not change,
``patch`` the difference of two pictures, ``seeking`` finds the picture of any moment of a journal.
"""
