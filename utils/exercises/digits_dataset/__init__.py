"""The 5,000 digits, how they lie in memory, how they are split, and a first rule to read them."""
