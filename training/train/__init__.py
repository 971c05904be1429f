"""Networks, recipes, training runs and the export of model files."""
