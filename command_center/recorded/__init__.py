"""Real ticket exports: read as a mapping file says, turned into a scenario and an as-recorded baseline."""

from command_center.recorded.importer import ImportResult, import_tickets, load_mapping, shipped_mappings

__all__ = ["ImportResult", "import_tickets", "load_mapping", "shipped_mappings"]
