

if __name__ == "__main__":
    import time

    fields_path, body_path = sys.argv[1:]
    with open(fields_path, encoding="utf-8") as file:
        names = ["secret_id", "secret_key", "method", "uri", "nonce", "timestamp", "content_type"]
        fields = dict(zip(names, file.read().split("\n")))
    with open(body_path, "rb") as file:
        fields["body"] = file.read()
    count, best, rounds = 1, float("inf"), 0
    while rounds < 12:
        start = time.perf_counter_ns()
        for _ in range(count):
            signature = sign(**fields)
        elapsed = time.perf_counter_ns() - start
        if elapsed < 100_000_000:
            count *= 2
            continue
        rounds, best = rounds + 1, min(best, elapsed / count)
    print(signature, best, "Python", platform.python_version())
