"""Ground taken and lost: who, and which place."""
