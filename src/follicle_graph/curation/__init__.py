"""From the folder of facts to checked facts: read it, check it, write it in canonical form."""
