"""A card for every model of the project, with numbers read from the reports that measured them."""
