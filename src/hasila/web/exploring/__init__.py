"""What the pages of Explore are made of: the filter of an address, what it finds, what can be taken."""
