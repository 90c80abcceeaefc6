"""What a person sees: tolls and claims as one HTML page and as text for a terminal."""

from hasila.render.page import render_page
from hasila.render.terminal import render_table

__all__ = ["render_page", "render_table"]
