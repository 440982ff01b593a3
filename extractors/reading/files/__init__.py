"""What a file is and what lies inside it, told before any decoder sees it."""
