"""What a graph is: facts, vocabulary, names, contract, digest, subsets."""
