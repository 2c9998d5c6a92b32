"""Pictures of a treatment answer; joins `therapy` and `drawing`, which do not know each other."""
