"""What happened to whom: harm words, and the people that each takes."""
