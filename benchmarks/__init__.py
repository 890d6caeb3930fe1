"""What the project is measured with: ``python -m benchmarks``; see docs/benchmarks.md."""
