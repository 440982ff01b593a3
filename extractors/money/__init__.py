"""Amounts as they are printed, what each is for, and which of them was paid."""
