"""One observer in each module, named after its rule."""
