"""The golden vectors: one module per topic, plus the scheme and the few helpers they share."""
