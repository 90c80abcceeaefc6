"""Who the people are: phrases for people, their bodies, names, and what pronouns and ellipses stand for."""
