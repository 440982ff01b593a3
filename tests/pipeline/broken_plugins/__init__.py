"""A plug-in folder in which one file forgot its constant."""
