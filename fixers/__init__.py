"""How to repair what the rule of the same name finds."""
