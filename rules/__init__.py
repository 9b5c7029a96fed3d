"""One file per invariant, named after it. Found by walking this package: no list to edit."""
