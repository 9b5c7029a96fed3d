"""One fixer in each module, named after its rule."""
