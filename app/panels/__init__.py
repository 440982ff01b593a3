"""What the desk shows beside a claim's papers: its sums, its efficacy, its days and its twins, each at one glance."""
