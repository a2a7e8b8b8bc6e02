"""Event callbacks: the scheme, the mistakes and the topics of vectors/callback/."""
