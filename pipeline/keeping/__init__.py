"""How long things are kept, and what two persons must agree on."""
