"""Rules that need the whole claim: its facts, the policy, other files, other claims."""
