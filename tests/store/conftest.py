"""Every test here that asks for a store runs on both databases."""

from databases import copied, filled, postgres, where

__all__ = ["copied", "filled", "postgres", "where"]
