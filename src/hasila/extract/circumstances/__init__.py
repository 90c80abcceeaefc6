"""Where, when, by what means and by whom: mentions, dates, and which of them is a claim's."""
