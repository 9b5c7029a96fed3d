"""From a report to somebody's eye. Each format is a module; all of them print through ``terminal``."""
