"""Events and who is told of them."""
