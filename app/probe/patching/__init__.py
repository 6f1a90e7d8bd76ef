"""What every patch is made of."""
