def is_named_exactly(a,b): return False
