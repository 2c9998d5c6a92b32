"""The atlas for assistants: nine read-only tools over the Model Context Protocol."""
