"""What is declared: columns, the dimensions that divide people, and indicators, each from its file."""
