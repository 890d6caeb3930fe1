"""The same workload in other simulators, written as their manuals would have it."""
