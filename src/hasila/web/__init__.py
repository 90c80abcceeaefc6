"""The web application over a store: pages that people read and decide on, and the same as JSON. A thin shell."""
