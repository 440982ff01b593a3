"""What leaves the house as proof: packs, their cover, and the program that checks them."""
