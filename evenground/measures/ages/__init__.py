"""Groups of different ages: standardised rates, standard populations, years lost, life expectancy."""
