"""The folder of knowledge -> checked facts: read it (`papers`, `folder`), check it (`check`)."""
