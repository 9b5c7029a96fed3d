"""What things are: values, layers, names and the tables of the dialects."""
