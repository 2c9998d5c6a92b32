"""Which treatment for whom: profiles, the balance of axes, and the rule with its reasons."""
