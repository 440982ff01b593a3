"""Requests to machines of others: bounded in where they go, in time and in what comes back."""
