"""Writes ``lintrain.schema.json``, by which editors complete and check the configuration."""

from __future__ import annotations

import json

from generated import ROOT, settle

from lintrain.config_keys import schema

if __name__ == "__main__":
    settle(ROOT / "docs" / "lintrain.schema.json", json.dumps(schema(), indent=2) + "\n")
