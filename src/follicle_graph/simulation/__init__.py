"""What happens if an entity is blocked or raised: a signed linear model on sampled networks."""
