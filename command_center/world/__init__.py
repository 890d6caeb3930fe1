"""The city and its centre while a drill is played: the only floor that knows SimPy."""
