"""Who says so: chains of sources and stances of every stretch of text; denials and confirmations that point back."""
