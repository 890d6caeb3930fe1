"""The report: one data set made from facts, one document made from it, and many faces of that document."""
